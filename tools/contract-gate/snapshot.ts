import { assetTypeFileSchema } from '@shopdb/contract/asset-type-schema'
import { errorCatalogue } from '@shopdb/contract/errors'
import { manifestSchema } from '@shopdb/contract/manifest'
import { hookResultSchemas, lifecycleHooks } from '@shopdb/contract/plugin-hooks'
import { pluginUiSchema } from '@shopdb/contract/plugin-ui'
import { pluginStages, pluginStates, uninstallPolicies } from '@shopdb/contract/plugins'
import { slotPropsSchemas } from '@shopdb/contract/slots'
import { compareSchemas } from './compare-schemas.ts'
import type { ContractChange } from './contract-change.ts'

/** Everything of the contract that is data. What is types stands beside it as declarations. */
export type ContractSnapshot = {
  manifest: unknown
  assetType: unknown
  ui: unknown
  hooks: Readonly<Record<string, unknown>>
  lifecycleHooks: readonly string[]
  /** Hooks a plugin has to have; there are none, and there must not be one. */
  requiredHooks: readonly string[]
  slots: Readonly<Record<string, unknown>>
  errors: Readonly<Record<string, { status: number; message: string; fix: string }>>
  /** Shapes of what commands print with --json, by command. */
  cli: Readonly<Record<string, unknown>>
  words: { states: readonly string[]; stages: readonly string[]; policies: readonly string[] }
}

export function takeSnapshot(cli: ContractSnapshot['cli']): ContractSnapshot {
  return {
    manifest: manifestSchema, assetType: assetTypeFileSchema, ui: pluginUiSchema, hooks: hookResultSchemas, lifecycleHooks, requiredHooks: [], slots: slotPropsSchemas, errors: errorCatalogue, cli,
    words: { states: pluginStates, stages: pluginStages, policies: uninstallPolicies },
  }
}

export function compareSnapshots(before: ContractSnapshot, after: ContractSnapshot): ContractChange[] {
  return [
    ...compareSchemas('manifest', before.manifest, after.manifest, 'accepted'), ...compareSchemas('asset type', before.assetType, after.assetType, 'accepted'), ...compareSchemas('ui/schema.json', before.ui, after.ui, 'accepted'),
    ...compareNamed('hook', before.hooks, after.hooks, (name, old, now) => compareSchemas(`hook ${name}`, old, now, 'accepted')),
    ...compareNamed('slot', before.slots, after.slots, (name, old, now) => compareSchemas(`slot ${name}`, old, now, 'given')),
    ...compareNamed('command', before.cli, after.cli, (name, old, now) => compareSchemas(`shopdb ${name} --json`, old, now, 'given')),
    ...compareNamed('error', before.errors, after.errors, compareError),
    ...compareWords('lifecycle hook', before.lifecycleHooks, after.lifecycleHooks),
    ...compareWords('state', before.words.states, after.words.states), ...compareWords('stage', before.words.stages, after.words.stages), ...compareWords('policy', before.words.policies, after.words.policies),
    ...after.requiredHooks.filter((name) => !before.requiredHooks.includes(name)).map((name): ContractChange => ({ kind: 'major', part: 'hook', place: name, what: 'has to be there now' })),
  ]
}

type Named<Value> = Readonly<Record<string, Value>>

function compareNamed<Value>(part: string, before: Named<Value>, after: Named<Value>, compare: (name: string, old: Value, now: Value) => ContractChange[]): ContractChange[] {
  const gone = Object.keys(before).filter((name) => !(name in after)).map((place): ContractChange => ({ kind: 'major', part, place, what: 'is gone' }))
  const added = Object.keys(after).filter((name) => !(name in before)).map((place): ContractChange => ({ kind: 'minor', part, place, what: 'is new' }))
  const changed = Object.entries(before).flatMap(([name, old]) => {
    const now = after[name]
    return now === undefined ? [] : compare(name, old, now)
  })
  return [...gone, ...added, ...changed]
}

function compareWords(part: string, before: readonly string[], after: readonly string[]): ContractChange[] {
  const record = (words: readonly string[]): Named<true> => Object.fromEntries(words.map((word) => [word, true]))
  return compareNamed(part, record(before), record(after), () => [])
}

type ErrorEntry = ContractSnapshot['errors'][string]

function compareError(place: string, before: ErrorEntry, after: ErrorEntry): ContractChange[] {
  if (before.status !== after.status) return [{ kind: 'major', part: 'error', place, what: `its status was ${before.status}, is ${after.status}` }]
  return before.message === after.message && before.fix === after.fix ? [] : [{ kind: 'patch', part: 'error', place, what: 'is worded differently' }]
}
