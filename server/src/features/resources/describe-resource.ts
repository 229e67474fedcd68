import type { Platform } from '../../platform/platform.ts'
import { inputSchema } from '../../platform/resources/input-schema.ts'
import type { CollectionModel, FieldModel, ResourceModel } from '../../platform/resources/resource-model.ts'

/** A resource as clients see it: what the web application builds lists, details and forms from. */
export function describeResource(platform: Platform, model: ResourceModel): Record<string, unknown> {
  const { name, singular, title, titlePlural, icon, path, kind, plugin, base, label, permissions, defaultSort, ownerField } = model
  return {
    name, singular, title, titlePlural, icon, path, kind, plugin, base, label, permissions, defaultSort, ownerField, hasProvenance: model.hasProvenance, readOnly: model.declaration.readOnly === true,
    fields: model.fields.map(describeField),
    collections: model.collections.map((collection) => describeCollection(platform, collection)),
    schema: inputSchema(model, 'create'),
  }
}

function describeField(field: FieldModel): Record<string, unknown> {
  const { 'x-shopdb': annotation = {}, type, format, enum: choices, maxLength, minLength, minimum, maximum, pattern, default: preset, description } = field.schema
  return {
    name: field.name, title: field.title, description: description ?? null, type, format: format ?? null, required: field.required, readOnly: field.readOnly, reference: field.reference, labelName: field.labelName,
    filter: field.filter, sort: field.sort, searched: field.searched, collected: field.collected, list: field.list,
    unit: annotation.unit ?? null, widget: annotation.widget ?? null, group: annotation.group ?? null, order: annotation.order ?? null, help: annotation.help ?? null, sensitive: annotation.sensitive ?? false,
    isIdentifier: Boolean(annotation.identifier ?? annotation.unique), enum: choices ?? null, minLength, maxLength, minimum, maximum, pattern, default: preset ?? null,
  }
}

function describeCollection(platform: Platform, collection: CollectionModel): Record<string, unknown> {
  const items = platform.resources.get(collection.resource)
  return { name: collection.name, title: collection.title, resource: collection.resource, path: items?.path ?? null, ownerField: items?.ownerField ?? null, fields: items?.fields.filter((field) => field.name !== items.ownerField).map(describeField) ?? [] }
}
