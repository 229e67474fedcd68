import type { Command } from 'commander'
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
  defineAction(plugin, terminal, 'install', 'installed', 'install a discovered plugin: its tables, permissions and settings', ['plugin install tickstock'])
  defineAction(plugin, terminal, 'enable', 'enabled', 'enable an installed plugin', ['plugin enable usb'])
  defineAction(plugin, terminal, 'disable', 'disabled', 'disable a plugin; what it stored stays', ['plugin disable usb'])
  defineApiCommand<{ yes?: boolean }>(plugin, terminal, {
    usage: 'uninstall <name>',
    summary: 'uninstall a plugin',
    examples: ['plugin uninstall tickstock --yes'],
  }, async ({ client, print, terminal: person }, { yes }, name) => {
    await assertAgreed(person, `Uninstall the plugin ${name}?`, yes === true)
    const answer = await client.request('POST', actionPath(name, 'uninstall'), {})
    print(answer ?? { name }, () => `The plugin ${name} is uninstalled.`)
  }).option('--yes', 'do not ask')
}

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
