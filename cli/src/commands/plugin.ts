import type { Command } from 'commander'
import type { PluginArchive } from '@shopdb/contract/plugins'
import { listItems } from '../connection/api-client.ts'
import { defineApiCommand } from '../define-command.ts'
import { formatTable } from '../terminal/table.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { definePluginCheck } from './plugin-check.ts'
import { definePluginDev } from './plugin-dev.ts'
import { definePluginNew } from './plugin-new.ts'
import { definePluginPack } from './plugin-pack.ts'
import { definePluginShow } from './plugin-show.ts'
import { definePluginTest } from './plugin-test.ts'
import { definePluginUninstall } from './plugin-uninstall.ts'

type Plugin = { name: string; version: string; state: string; reason?: string | null; description?: string | null; nextStep?: string | null; archives?: PluginArchive[] }

export function definePlugin(program: Command, terminal: Terminal): void {
  const plugin = program.command('plugin').description('install, enable, disable and uninstall plugins')
  definePluginNew(plugin, terminal)
  definePluginDev(plugin, terminal)
  definePluginTest(plugin, terminal)
  definePluginPack(plugin, terminal)
  definePluginCheck(plugin, terminal)
  defineApiCommand(plugin, terminal, { usage: 'list', summary: 'list the plugins and their states', examples: ['plugin list'] }, async ({ client, print }) => {
    const items = await listItems(client, '/api/plugins')
    print({ items }, () => formatTable(['Name', 'Version', 'State', 'About'], items.map(pluginRow), terminal.width))
  })
  definePluginShow(plugin, terminal)
  defineApiCommand<{ approve?: boolean }>(plugin, terminal, {
    usage: 'install <name>',
    summary: 'install a discovered plugin: its tables, permissions and settings',
    examples: ['plugin install tickstock', 'plugin install tickstock --approve'],
  }, async ({ client, print }, { approve }, name) => {
    const answer = await client.request('POST', actionPath(name, 'install'), { approve: approve === true }) as Plugin // documented answer
    print(answer, () => answer.state === 'awaiting-approval' ? `The plugin ${name} asks for capabilities. Approve them with: npx shopdb plugin install ${name} --approve` : `The plugin ${name} is installed (${answer.state}).${archiveOffer(answer)}`)
  }).option('--approve', 'approve the capabilities it asks for')
  defineAction(plugin, terminal, 'enable', 'enabled', 'enable an installed plugin', ['plugin enable usb'])
  defineApiCommand<{ approve?: boolean }>(plugin, terminal, {
    usage: 'replace <name>',
    summary: 'put the files that are there now in the place of the running version',
    examples: ['plugin replace usb', 'plugin replace tickstock --approve'],
  }, async ({ client, print }, { approve }, name) => {
    const answer = await client.request('POST', actionPath(name, 'replace'), { approve: approve === true }) as Plugin // documented answer
    print(answer, () => `The plugin ${name} runs version ${answer.version}.`)
  }).option('--approve', 'approve what the new version asks for')
  defineAction(plugin, terminal, 'downgrade', 'active with the tables of its version', 'take its tables back to the version that is there; what is dropped is archived', ['plugin downgrade usb'])
  defineAction(plugin, terminal, 'disable', 'disabled', 'disable a plugin; what it stored stays', ['plugin disable usb'])
  definePluginUninstall(plugin, terminal)
}

function defineAction(plugin: Command, terminal: Terminal, verb: string, done: string, summary: string, examples: readonly string[]): void {
  defineApiCommand(plugin, terminal, { usage: `${verb} <name>`, summary, examples }, async ({ client, print }, _options, name) => {
    const answer = await client.request('POST', actionPath(name, verb), {})
    print(answer ?? { name }, () => `The plugin ${name} is ${done}.`)
  })
}

/** Somebody who installs it again may want back what it had. */
function archiveOffer({ name, archives = [] }: Plugin): string {
  const [newest] = archives
  return newest ? `\nAn archive of ${newest.at.slice(0, 10)} with ${newest.rows} rows is here. Put it back, before anything new is entered, with: npx shopdb plugin restore ${name}` : ''
}

function actionPath(name: string, verb: string): string {
  return `/api/plugins/${encodeURIComponent(name)}/${verb}`
}

function pluginRow(entry: Record<string, unknown>): unknown[] {
  const { name, version, state, reason, description } = entry as Plugin // the shape of /api/plugins
  return [name, version, state, reason ?? description]
}
