import type { AssetTypeSchema, CollectionAnnotation } from '@shopdb/contract/asset-type'
import type { CollectionModel, FieldModel, ResourceModel } from '../../platform/resources/resource-model.ts'

/** Everything the ingest of one asset type needs; plain data, so that it crosses to the writer's thread. */
export type CollectorType = {
  plugin: string
  kind: string
  typeId: number
  model: ResourceModel
  identity: readonly (readonly string[])[]
  /** Scalar fields by the name they have in a record: their own, or their label's for references. */
  fields: readonly { recordName: string; field: FieldModel }[]
  collections: readonly { recordName: string; collection: CollectionModel; items: ResourceModel; aliases: Readonly<Record<string, string>> }[]
  aliases: Readonly<Record<string, string>>
  /** How long the label of each look-up resource may be that records refer to. */
  labelLengths: Readonly<Record<string, number>>
}

/** Members of a record that are about the record, not the asset. */
export const recordMembers = ['type', 'collectedAt', 'collectorVersion']

/** The collector of an asset type: its collected fields, and the core's serial number, vendor and model. */
export function collectorTypeOf(schema: AssetTypeSchema, typeId: number, model: ResourceModel, itemsOf: (resource: string) => ResourceModel | undefined): CollectorType {
  const identified = new Set((model.identity ?? []).flat())
  const collected = model.fields.filter((field) => field.collected || (identified.has(field.name) && !field.readOnly))
  const collections = Object.entries(schema.properties).filter(([, property]) => property.type === 'array').flatMap(([recordName, property]) => {
    const annotation: CollectionAnnotation = property['x-shopdb'] ?? {}
    const aliases = annotation.aliases ?? {}
    const resource = annotation.resource ?? annotation.table ?? `${model.name}${recordName}`.toLowerCase()
    const items = itemsOf(resource)
    return items ? [{ recordName, collection: { name: recordName, title: property.title ?? recordName, schema: property, resource, key: (annotation.key ?? []).map((name) => aliases[name] ?? name), collected: true }, items, aliases }] : []
  })
  return {
    plugin: model.plugin ?? '', kind: model.kind, typeId, model, identity: model.identity, collections,
    fields: collected.map((field) => ({ recordName: field.labelName ?? field.name, field })),
    aliases: schema['x-shopdb'].collectorAliases ?? {},
    labelLengths: labelLengthsOf([...collected, ...collections.flatMap(({ items }) => items.fields)], itemsOf),
  }
}

function labelLengthsOf(fields: readonly FieldModel[], modelOf: (resource: string) => ResourceModel | undefined): Record<string, number> {
  const lengths: Record<string, number> = {}
  for (const { reference } of fields) {
    const model = reference ? modelOf(reference) : undefined
    const label = model?.fields.find((field) => field.name === model.label)
    const longest = Number(/^string\((\d+)\)/.exec(label?.type ?? '')?.[1])
    if (reference && longest > 0) lengths[reference] = longest
  }
  return lengths
}

/** The JSON Schema of a record, as `GET /api/collector/<plugin>` shows it. */
export function recordSchemaOf(type: CollectorType): Record<string, unknown> {
  const properties: Record<string, unknown> = {}
  for (const { recordName, field } of type.fields) properties[recordName] = field.reference ? { type: 'string', title: field.title, maxLength: 200 } : { ...field.schema, title: field.title }
  for (const { recordName, collection } of type.collections) properties[recordName] = collection.schema
  return { $schema: 'https://json-schema.org/draft/2020-12/schema', type: 'object', title: type.model.title, properties, additionalProperties: true }
}
