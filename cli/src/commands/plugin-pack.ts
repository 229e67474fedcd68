import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { Option, type Command } from 'commander'
import { defineApiCommand, defineCommand } from '../define-command.ts'
import { readCommandEnvironment } from '../environment.ts'
import { CommandFailure } from '../failure.ts'
import { pluginFolderOf } from '../plugin-authoring/read-plugin.ts'
import { tiers, type Tier } from '../plugin-checks/tiers.ts'
import type { Terminal } from '../terminal/terminal.ts'

type Added = { name: string; version: string; previousVersion: string | null; versions: string[]; signedBy: string | null; tier: string | null; state: string }

/** How a plugin travels: packed into one file, added to a site, taken back. */
export function definePluginPack(plugin: Command, terminal: Terminal): void {
  definePack(plugin, terminal)
  defineKey(plugin, terminal)
  defineAdd(plugin, terminal)
  defineVersion(plugin, terminal)
  defineRemove(plugin, terminal)
}

function definePack(plugin: Command, terminal: Terminal): void {
  defineCommand<{ key?: string; out?: string; check: Tier | 'none' }>(plugin, terminal, {
    usage: 'pack [folder]',
    summary: 'check a plugin and pack it into one file that installs without internet',
    examples: ['plugin pack', 'plugin pack ~/plugins/lockers --key publisher.pem --check gold'],
  }, async (run, { key, out, check }, typed) => {
    const folder = pluginFolderOf(typed)
    const { packPlugin } = await import('../plugin-authoring/pack/pack-plugin.ts')
    const packed = await packPlugin({
      folder, into: fromWorkingFolder(out ?? '.'), keyFile: key === undefined ? null : fromWorkingFolder(key), tier: check === 'none' ? null : check,
      told: (what) => { if (!run.isJson) terminal.note(what) },
    })
    run.print(packed, () => `Packed ${packed.name} ${packed.version} into ${packed.file}: ${packed.files} files, ${Math.ceil(packed.bytes / 1024)} KB, ${packed.tier ?? 'no tier'}, ${packed.signed ? 'signed' : 'not signed'}.\nA site adds it with: npx shopdb plugin add ${packed.name}-${packed.version}.shopdbplugin`)
  })
    .option('--key <file>', 'sign it with this private key, for sites that take only what they trust')
    .option('--out <folder>', 'where to write it (default: this folder)')
    .addOption(new Option('--check <tier>', 'how far to check it first').choices(['none', ...tiers]).default('silver'))
}

function defineKey(plugin: Command, terminal: Terminal): void {
  defineCommand(plugin, terminal, {
    usage: 'key <file>', summary: 'make a pair of keys to sign packages with: <file> stays with you, <file>.pub.pem goes to the sites', examples: ['plugin key publisher'],
  }, async (run, _options, typed) => {
    const { createSigningKeys } = await import('@shopdb/server/plugin-host/packages/package-signature')
    const base = fromWorkingFolder(typed.replace(/\.pem$/, ''))
    const files = { privateKey: `${base}.pem`, publicKey: `${base}.pub.pem` }
    if (existsSync(files.privateKey) || existsSync(files.publicKey)) throw new CommandFailure('FILE_EXISTS', `${files.privateKey} or its public part exists already.`, 'Name another file: packages signed with a key that was written over cannot be told from forged ones.')
    const keys = createSigningKeys()
    writeFileSync(files.privateKey, keys.privateKey, { mode: 0o600, flag: 'wx' })
    writeFileSync(files.publicKey, keys.publicKey, { flag: 'wx' })
    run.print(files, () => `Wrote ${files.privateKey}: keep it secret.\nWrote ${files.publicKey}: sites put it into the folder "trusted-keys" of their data folder.`)
  })
}

function defineAdd(plugin: Command, terminal: Terminal): void {
  defineApiCommand<{ install?: boolean; approve?: boolean }>(plugin, terminal, {
    usage: 'add <file>',
    summary: 'add a packed plugin to the data folder, or upgrade to a newer version of one',
    examples: ['plugin add lockers-1.2.0.shopdbplugin', 'plugin add lockers-1.2.0.shopdbplugin --install --approve'],
  }, async ({ client, print }, { install, approve }, typed) => {
    const added = await client.request('POST', '/api/plugins', readFile(fromWorkingFolder(typed))) as Added // documented answer
    const wantsInstall = (install === true || approve === true) && added.state === 'discovered' || added.state === 'awaiting-approval' && approve === true
    const { state } = wantsInstall ? await client.request('POST', `/api/plugins/${added.name}/install`, { approve: approve === true }) as { state: string } : added // documented answer
    print({ ...added, state }, () => addedWords({ ...added, state }))
  }).option('--install', 'install it too').option('--approve', 'install it and approve the capabilities it asks for')
}

function defineVersion(plugin: Command, terminal: Terminal): void {
  defineApiCommand(plugin, terminal, {
    usage: 'version <name> <version>', summary: 'choose another version of an added plugin, such as the one before', examples: ['plugin version lockers 1.1.0'],
  }, async ({ client, print }, _options, name, version) => {
    const added = await client.request('POST', `/api/plugins/${encodeURIComponent(name)}/version`, { version }) as Added // documented answer
    print(added, () => addedWords(added))
  })
}

function defineRemove(plugin: Command, terminal: Terminal): void {
  defineApiCommand(plugin, terminal, {
    usage: 'remove <name>', summary: 'remove the files of an added plugin that is not installed', examples: ['plugin remove lockers'],
  }, async ({ client, print }, _options, name) => {
    await client.request('DELETE', `/api/plugins/${encodeURIComponent(name)}/package`)
    print({ name }, () => `The files of ${name} are removed.`)
  })
}

function addedWords({ name, version, previousVersion, versions, signedBy, state }: Added): string {
  const from = previousVersion === null ? '' : `, before it ${previousVersion}`
  const next = state === 'discovered' || state === 'awaiting-approval' ? `\nInstall it with: npx shopdb plugin install ${name}${state === 'awaiting-approval' ? ' --approve' : ''}` : ''
  return `${name} ${version} counts now${from} (${state}${signedBy === null ? '' : `, signed by ${signedBy}`}). Kept versions: ${versions.join(', ')}.${next}`
}

function readFile(path: string): Uint8Array {
  if (!(statSync(path, { throwIfNoEntry: false })?.isFile() ?? false)) throw new CommandFailure('FILE_MISSING', `There is no file ${path}.`, 'Name a file that "npx shopdb plugin pack" wrote.')
  return readFileSync(path)
}

function fromWorkingFolder(path: string): string {
  return resolve(readCommandEnvironment().workingFolder, path)
}
