import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve, sep } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { unpackTar } from 'modern-tar'
import type { DeprecationCatalogue } from '@shopdb/contract/deprecations'
import type { JsonSchema } from '@shopdb/contract/json-schema'
import type { Config } from '@shopdb/server/config'
import type { PluginSubject } from '@shopdb/server/plugin-host/index'
import { CommandFailure } from '../failure.ts'
import { checkTypesWith } from '../plugin-checks/types/check-types.ts'
import { readPlugin, serverFiles } from '../plugin-checks/read-plugin.ts'
import { failed, ok, warning, type Finding } from './finding.ts'

/** The contract of the next version, as it keeps it in its own folder. */
export type NextContract = { version: string; types: string | null; manifestSchema: JsonSchema | null; gone: DeprecationCatalogue }

/** Which installed plugins the next version of ShopDB will break, and by what. Changes nothing. */
export async function examineNext(config: Pick<Config, 'dataDir' | 'pluginDirs'>, given: string): Promise<Finding[]> {
  const place = mkdtempSync(join(tmpdir(), 'shopdb-next-'))
  try {
    const next = await readNext(await openNext(given, place))
    const { readPlugins } = await import('@shopdb/server/migration-chains')
    const findings = [ok('next version', `contract ${next.version}`)]
    for (const subject of readPlugins(config)) findings.push(await examinePlugin(subject, next))
    return findings
  } finally {
    rmSync(place, { recursive: true, force: true })
  }
}

/** A folder as it is; an archive (.tar.gz, .tgz) unpacked. */
async function openNext(given: string, place: string): Promise<string> {
  const found = statSync(given, { throwIfNoEntry: false })
  if (found === undefined) throw new CommandFailure('NOT_FOUND', `There is nothing at ${given}.`, 'Name the folder of the next version of ShopDB, or its archive (.tar.gz).')
  if (found.isDirectory()) return given
  for (const { header, data } of await unpackTar(gunzipSync(readFileSync(given)), { strict: true })) {
    const target = resolve(place, header.name)
    // Only what is compared is written, and only below the folder.
    if (header.type !== 'file' || !/(^|\/)contract\//.test(header.name) || !target.startsWith(place + sep)) continue
    mkdirSync(dirname(target), { recursive: true })
    writeFileSync(target, data ?? new Uint8Array())
  }
  return existsSync(join(place, 'contract')) ? place : join(place, readdirSync(place)[0] ?? '')
}

async function readNext(folder: string): Promise<NextContract> {
  const file = join(folder, 'contract', 'package.json')
  if (!existsSync(file)) throw new CommandFailure('NOT_FOUND', `${folder} is no version of ShopDB: it has no contract/package.json.`, 'Name its folder, or its archive.')
  const { contractVersion: version = '' } = JSON.parse(readFileSync(file, 'utf8')) as { contractVersion?: string } // a version of ShopDB has it
  const kept = join(folder, 'contract', 'released', version)
  const snapshot = existsSync(join(kept, 'snapshot.json')) ? JSON.parse(readFileSync(join(kept, 'snapshot.json'), 'utf8')) as { manifest?: JsonSchema } : {} // kept by its contract gate
  const { deprecations } = await import('@shopdb/contract/deprecations')
  const { satisfies } = await import('@shopdb/server/plugin-host/index')
  const gone = Object.fromEntries(Object.entries(deprecations).filter(([, { removedIn }]) => satisfies(version, `>=${removedIn}`)))
  return { version, types: existsSync(join(kept, 'types')) ? join(kept, 'types') : null, manifestSchema: snapshot.manifest ?? null, gone }
}

export async function examinePlugin(subject: PluginSubject, next: NextContract): Promise<Finding> {
  const { satisfies } = await import('@shopdb/server/plugin-host/index')
  const { checkAgainstSchema } = await import('@shopdb/server/plugin-host/json-schema-check')
  const part = `plugin ${subject.name}`
  const range = subject.manifest?.core_version ?? ''
  if (!satisfies(next.version, range)) return failed(part, `It is made for contract ${range}; the next version has ${next.version}. It will not load.`, 'Look for a newer version of the plugin before you upgrade.')
  const [problem] = next.manifestSchema === null || subject.manifest === null ? [] : checkAgainstSchema(next.manifestSchema, subject.manifest)
  if (problem) return failed(part, `Its manifest will be refused at "${problem.path || '/'}": ${problem.message}`, 'Ask its author for a version made for the next contract.')
  const plugin = readPlugin(subject.folder)
  const used = Object.entries(next.gone).find(([name]) => serverFiles(plugin).some(({ text }) => new RegExp(`\\b${name.split('.').at(-1) ?? name}\\b`).test(text)))
  if (used) return failed(part, `It uses ${used[0]}, which is gone in ${used[1].removedIn}.`, `Instead: ${used[1].replacement}`)
  if (next.types === null) return warning(part, 'Its range admits the next contract; its code was not compiled against it, because that version keeps no types.', `Run plugin check with the next version.`)
  const { types } = next
  const { found, notRun } = await checkTypesWith(plugin, next.version, (target) => {
    for (const name of ['contract', 'plugin-api']) cpSync(join(types, name, 'src'), join(target, name), { recursive: true, force: true })
  })
  const [first] = found
  if (first) return failed(part, `Its code does not fit the next contract: ${first.file}:${first.line ?? 1} ${first.message}`, 'Ask its author for a version made for the next contract.')
  return notRun === undefined ? ok(part, `${subject.manifest?.version ?? ''} runs with contract ${next.version}`) : warning(part, `Its range admits the next contract; ${notRun}.`, 'Run plugin check with the next version.')
}
