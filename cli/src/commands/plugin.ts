import { Option, type Command } from 'commander'
import { uninstallPolicies, type UninstallPolicy } from '@shopdb/contract/plugins'
import { listItems } from '../connection/api-client.ts'
import { defineApiCommand } from '../define-command.ts'
import { formatTable } from '../terminal/table.ts'
import { assertAgreed, type Terminal } from '../terminal/terminal.ts'

type Plugin = { name: string; version: string; state: string; reason?: string | null; description?: string | null }

export function definePlugin(program: Command, terminal: Terminal): void {
  const plugin = program.command('plugin').description('install, enable, disable and uninstall plugins')
  defineApiCommand(plugin, terminal, { usage: 'list', summary: 'list the plugins and their states', examples: ['plugin list'] }, async ({ client, print }) => {
    const items = await listItems(client, '/api/plugins')
    print({ items }, () => formatTable(['Name', 'Version', 'State', 'About'], items.map(pluginRow), terminal.width))
  })
  defineApiCommand<{ approve?: boolean }>(plugin, terminal, {
    usage: 'install <name>',
    summary: 'install a discovered plugin: its tables, permissions and settings',
    examples: ['plugin install tickstock', 'plugin install tickstock --approve'],
  }, async ({ client, print }, { approve }, name) => {
    const answer = await client.request('POST', actionPath(name, 'install'), { approve: approve === true }) as Plugin // documented answer
    print(answer, () => answer.state === 'awaiting-approval' ? `The plugin ${name} asks for capabilities. Approve them with: npx shopdb plugin install ${name} --approve` : `The plugin ${name} is installed (${answer.state}).`)
  }).option('--approve', 'approve the capabilities it asks for')
  defineAction(plugin, terminal, 'enable', 'enabled', 'enable an installed plugin', ['plugin enable usb'])
  defineAction(plugin, terminal, 'disable', 'disabled', 'disable a plugin; what it stored stays', ['plugin disable usb'])
  defineApiCommand<{ policy: UninstallPolicy; yes?: boolean }>(plugin, terminal, {
    usage: 'uninstall <name>',
    summary: 'uninstall a plugin; its rows are kept unless told otherwise',
    examples: ['plugin uninstall tickstock --yes', 'plugin uninstall tickstock --policy purge'],
  }, async ({ client, print, terminal: person }, { policy, yes }, name) => {
    await assertAgreed(person, `Uninstall the plugin ${name} (${policyWords[policy]})?`, yes === true)
    await client.request('DELETE', `/api/plugins/${encodeURIComponent(name)}?policy=${policy}`)
    print({ name, policy }, () => `The plugin ${name} is uninstalled.`)
  }).addOption(new Option('--policy <policy>', 'what becomes of its rows').choices(uninstallPolicies).default('keep')).option('--yes', 'do not ask')
}

const policyWords = { keep: 'its rows stay', archive: 'its rows go into an archive', purge: 'its rows are deleted' } as const

function defineAction(plugin: Command, terminal: Terminal, verb: string, done: string, summary: string, examples: readonly string[]): void {
  defineApiCommand(plugin, terminal, { usage: `${verb} <name>`, summary, examples }, async ({ client, print }, _options, name) => {
    const answer = await client.request('POST', actionPath(name, verb), {})
    print(answer ?? { name }, () => `The plugin ${name} is ${done}.`)
  })
}

function actionPath(name: string, verb: string): string {
  return `/api/plugins/${encodeURIComponent(name)}/${verb}`
}

function pluginRow(entry: Record<string, unknown>): unknown[] {
  const { name, version, state, reason, description } = entry as Plugin // the shape of /api/plugins
  return [name, version, state, reason ?? description]
}
