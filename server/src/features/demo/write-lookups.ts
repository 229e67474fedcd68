import type { Transaction } from '../../platform/database/database.ts'
import type { Platform } from '../../platform/platform.ts'
import { keyOf } from '../../platform/resources/field-key.ts'
import type { ResourceModel } from '../../platform/resources/resource-model.ts'
import { writeChanges, type ChangeContext } from '../changes/index.ts'
import { textsOf } from './make-value.ts'
import { newLookup, type Input } from './new-record.ts'
import { businessUnits, tags } from './plant-names.ts'
import type { DemoKind } from './demo-kind.ts'
import { findLabels } from './store.ts'

/** Ids of look-up records by resource and label. */
export type LookupIds = Readonly<Record<string, Readonly<Record<string, number>>>>

/** Finds or creates everything that assets of the plant refer to. */
export async function writeLookups(platform: Platform, kinds: readonly DemoKind[], context: ChangeContext): Promise<LookupIds> {
  return platform.database.write(async (transaction) => {
    const ids: Record<string, Record<string, number>> = {}
    const write = async (resource: string, inputs: readonly Input[]): Promise<void> => {
      const model = platform.resources.get(resource)
      if (model) ids[resource] = { ...ids[resource], ...(await findOrCreate(transaction, model, inputs, context)) }
    }
    const variants = kinds.flatMap(({ recipe }) => recipe.variants)
    await write('vendors', uniqueNames(variants.flatMap(({ vendor }) => vendor ?? [])))
    await write('models', variants.flatMap(({ models, vendor }) => models.map((name) => ({ name: `${vendor} ${name}`, vendorId: ids.vendors?.[vendor ?? ''] ?? null }))))
    await write('businessunits', businessUnits)
    await write('tags', tags)
    for (const { recipe } of kinds) for (const [resource, records] of Object.entries(recipe.lookups ?? {})) await write(resource, records)
    for (const [resource, labels] of labelsOf(kinds)) await write(resource, uniqueNames(labels))
    const software = variants.flatMap((variant) => variant.software ?? [])
    await write('applications', uniqueNames(software.map(([, name]) => name)))
    await write('statuses', [])
    await write('relationshiptypes', [])
    await write('communicationtypes', uniqueNames(variants.flatMap(({ interfaces }) => interfaces.map(({ type }) => type))))
    ids.applicationversions = await writeVersions(transaction, platform.resources.get('applicationversions'), software, ids.applications ?? {}, context)
    return ids
  })
}

function uniqueNames(names: readonly string[]): Input[] {
  return [...new Set(names)].map((name) => ({ name }))
}

/** The labels that reference fields of the recipes use, by resource. */
function labelsOf(kinds: readonly DemoKind[]): Map<string, string[]> {
  const labels = new Map<string, string[]>()
  for (const { model, recipe } of kinds) {
    for (const field of model.fields) {
      if (!field.reference) continue
      const texts = [recipe.common, ...recipe.variants.map(({ fields }) => fields)].flatMap((fields) => textsOf(fields[field.name] ?? null))
      if (texts.length > 0) labels.set(field.reference, [...(labels.get(field.reference) ?? []), ...texts])
    }
  }
  return labels
}

async function findOrCreate(transaction: Transaction, model: ResourceModel, inputs: readonly Input[], context: ChangeContext): Promise<Record<string, number>> {
  const label = model.fields.find((field) => field.name === model.label)
  if (!label?.keyColumn) return {}
  const labels = await findLabels(transaction, model, label.column, label.keyColumn)
  const ids = Object.fromEntries(labels.map((known) => [known.label, known.id]))
  const known = new Map(labels.map(({ key, id }) => [key, id]))
  const missing = new Map<string, Input>()
  for (const input of inputs) {
    const key = keyOf(label, String(input[label.name]))
    const id = known.get(key)
    if (id === undefined) missing.set(key, missing.get(key) ?? input)
    else ids[String(input[label.name])] = id
  }
  const first = missing.size > 0 ? await transaction.takeIds(model.name, missing.size) : 0
  const created = [...missing.values()]
  await writeChanges(transaction, context, created.map((input, index) => newLookup(model, first + index, input, context.at)))
  for (const [index, input] of created.entries()) ids[String(input[label.name])] = first + index
  return ids
}

/** By `<application> <version>`, for the same version name belongs to many applications. */
async function writeVersions(transaction: Transaction, model: ResourceModel | undefined, software: readonly (readonly [number, string, readonly string[]])[], applications: Readonly<Record<string, number>>, context: ChangeContext): Promise<Record<string, number>> {
  if (!model) return {}
  const wanted = new Map(software.flatMap(([, name, versions]) => versions.map((version): [string, Input] => [`${name} ${version}`, { applicationId: applications[name] ?? null, versionName: version }])))
  const first = await transaction.takeIds(model.name, Math.max(1, wanted.size))
  await writeChanges(transaction, context, [...wanted.values()].map((input, index) => newLookup(model, first + index, input, context.at)))
  return Object.fromEntries([...wanted.keys()].map((key, index) => [key, first + index]))
}
