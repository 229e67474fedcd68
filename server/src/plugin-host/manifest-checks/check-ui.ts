import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Manifest } from '@shopdb/contract/manifest'
import { pluginUiSchema, type PluginUi, type SlotEntry } from '@shopdb/contract/plugin-ui'
import type { PluginFinding } from '@shopdb/contract/plugins'
import { checkAgainstSchema } from '../json-schema-check.ts'

export type UiCheck = { ui: PluginUi | null; findings: PluginFinding[] }

export const uiFile = 'ui/schema.json'

/** Reads `ui/schema.json` and the message files beside it. Null when the plugin has no user interface of its own, or a broken one. */
export function checkUi(manifest: Partial<Manifest>, name: string, folder: string): UiCheck {
  if (!existsSync(join(folder, uiFile))) return { ui: null, findings: [] }
  const findings: PluginFinding[] = []
  const add: Add = (id, path, message, fix, file = uiFile) => void findings.push({ id, severity: 'error', plugin: name, file, path, message, fix })
  const ui = readJson(folder, uiFile, add)
  if (ui === undefined) return { ui: null, findings }
  for (const problem of checkAgainstSchema(pluginUiSchema, ui)) add('ui/schema', problem.path, problem.message, problem.nearestKey ? `Did you mean "${problem.nearestKey}"?` : 'The plugin reference describes each key of ui/schema.json.')
  if (findings.length > 0) return { ui: null, findings }
  const sound = ui as PluginUi // checked against pluginUiSchema in the lines above
  checkSlots(manifest, name, sound, add)
  const messages = { ...sound.messages, ...readMessages(folder, sound, add) }
  return { ui: { ...sound, messages }, findings }
}

type Add = (id: string, path: string, message: string, fix: string, file?: string) => void

function readJson(folder: string, file: string, add: Add): unknown {
  try {
    const value: unknown = JSON.parse(readFileSync(join(folder, file), 'utf8'))
    return value
  } catch (error) {
    add('ui/json', '', `It is not valid JSON: ${error instanceof Error ? error.message : String(error)}`, 'Correct the JSON; an editor shows the place.', file)
    return undefined
  }
}

/** `ui/messages/de.json` holds what could also stand under `messages.de`. */
function readMessages(folder: string, ui: PluginUi, add: Add): PluginUi['messages'] {
  const languages: NonNullable<PluginUi['messages']> = {}
  const below = join(folder, 'ui', 'messages')
  for (const file of existsSync(below) ? readdirSync(below).filter((entry) => entry.endsWith('.json')) : []) {
    const language = basename(file, '.json')
    const place = `ui/messages/${file}`
    const tree = readJson(folder, place, add)
    const [problem] = tree === undefined ? [] : checkAgainstSchema(pluginUiSchema.properties.messages, { [language]: tree })
    if (problem) add('ui/messages', problem.path, problem.message, 'Name the file by its language (de.json) and let every value be a text or an object of texts.', place)
    else if (tree !== undefined) languages[language] = { ...ui.messages?.[language], ...(tree as object) } // checked in the line above
  }
  return languages
}

function checkSlots(manifest: Partial<Manifest>, name: string, ui: PluginUi, add: Add): void {
  const seen = new Set<string>()
  const permissions = new Set([...(manifest.permissions ?? []).map(({ id }) => id), ...((manifest.asset_types ?? []).length > 0 || manifest.collector ? ['read', 'write', 'delete', 'collect'].map((verb) => `${name}.${verb}`) : [])])
  for (const [index, entry] of (ui.slots ?? []).entries()) {
    const place = `/slots/${index}`
    if (seen.has(entry.id)) add('ui/id-twice', `${place}/id`, `"${entry.id}" occurs twice.`, 'Give each entry an id of its own.')
    seen.add(entry.id)
    if (entry.permission?.startsWith(`${name}.`) && !permissions.has(entry.permission)) add('ui/permission', `${place}/permission`, `The plugin has no permission "${entry.permission}".`, 'Declare it under "permissions" in the manifest, or correct the name.')
    checkPlace(entry, place, add)
  }
}

/** What only one slot has a use for is a mistake elsewhere. */
function checkPlace(entry: SlotEntry, place: string, add: Add): void {
  if (entry.slot === 'nav.item/v1' && entry.at === undefined) add('ui/nav-without-at', place, 'It does not say at which navigation entry it stands.', 'Add "at" with the address of the entry, as the manifest\'s navigation has it.')
  if (entry.slot !== 'nav.item/v1' && entry.at !== undefined) add('ui/at-elsewhere', `${place}/at`, `"at" has no meaning in ${entry.slot}.`, 'Remove it; only nav.item/v1 has it.')
  if (entry.slot !== 'page/v1' && entry.path !== undefined) add('ui/path-elsewhere', `${place}/path`, `"path" has no meaning in ${entry.slot}.`, 'Remove it; only page/v1 has it.')
}
