import { resolve } from 'node:path'
import { InvalidArgumentError, type Command } from 'commander'
import { defineCommand, listOption } from '../define-command.ts'
import { readCommandEnvironment } from '../environment.ts'
import { usageFailure } from '../failure.ts'
import { scaffoldParts, type ScaffoldPart } from '../plugin-authoring/scaffold/scaffold-options.ts'
import type { Terminal } from '../terminal/terminal.ts'

type Options = { description?: string; title?: string; dir?: string; with?: ScaffoldPart[]; overwrite?: boolean }

export function definePluginNew(plugin: Command, terminal: Terminal): void {
  defineCommand<Options>(plugin, terminal, {
    usage: 'new <name>',
    summary: 'make the folder of a new plugin: a complete one, without code unless a part needs it',
    examples: ['plugin new lockers --description "Lockers and who holds the key."', 'plugin new lockers --description "..." --dir ~/plugins --with ui,jobs'],
  }, async (run, options, name) => {
    const { createPlugin, assertName } = await import('../plugin-authoring/create-plugin.ts')
    assertName(name)
    const description = options.description?.trim() ?? ''
    if (description === '' || description.length > 500) throw usageFailure('A plugin has a description: one sentence of up to 500 characters.', 'Add --description "What the plugin adds."')
    const { suggestedRange } = await import('@shopdb/server/plugin-host/manifest-checks/check-ranges')
    const { contractVersion } = await import('@shopdb/contract/version')
    const { titleOf } = await import('../plugin-authoring/scaffold/scaffold-options.ts')
    const parent = resolve(readCommandEnvironment().workingFolder, options.dir ?? '.')
    const scaffold = { name, title: options.title ?? titleOf(name), description, parts: new Set(options.with), coreVersion: suggestedRange(contractVersion) }
    const created = await createPlugin(scaffold, parent, options.overwrite === true)
    run.print({ name, ...created, nextSteps: nextSteps(created.folder) }, () => [
      `Made the plugin ${name} in ${created.folder}:`, ...created.files.map((file) => `  ${file}`), '', 'Next steps:', ...nextSteps(created.folder).map((step, index) => `  ${index + 1}. ${step}`),
    ].join('\n'))
  })
    .option('--description <text>', 'one sentence: what the plugin adds')
    .option('--title <words>', 'name shown to people (default: the name)')
    .option('--dir <folder>', 'folder in which the folder of the plugin is made (default: this one)')
    .option('--with <parts>', `parts to begin with: ${scaffoldParts.join(', ')}`, partsOption)
    .option('--overwrite', 'write over a plugin that is there; its migrations are made anew')
}

function partsOption(value: string, previous: readonly string[] = []): ScaffoldPart[] {
  return listOption(value, previous).map((name) => {
    const part = scaffoldParts.find((known) => known === name)
    if (part === undefined) throw new InvalidArgumentError(`There is no part "${name}"; there are: ${scaffoldParts.join(', ')}.`)
    return part
  })
}

function nextSteps(folder: string): string[] {
  const quoted = folder.includes(' ') ? `"${folder}"` : folder
  return [
    `See it run, and every change at once:  npx shopdb plugin dev ${quoted}`,
    'Say what your records have: edit the fields in asset-types/ while it runs.',
    `Run its tests:                         npx shopdb plugin test ${quoted}`,
    `Prove it:                              npx shopdb plugin check ${quoted}`,
    `Give it to a site:                     npx shopdb plugin pack ${quoted}`,
  ]
}
