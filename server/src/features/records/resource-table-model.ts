import { buildModel } from '../../platform/resources/build-model.ts'
import type { ResourceModel } from '../../platform/resources/resource-model.ts'
import type { PluginSubject, ResourceTableFile } from '../../plugin-host/index.ts'

/** Turns a table of kind `resource` into the model from which table, REST, list, form, search, CSV and history follow. */
export function buildResourceTable(plugin: string, { name, path, schema }: ResourceTableFile): ResourceModel {
  const { 'x-shopdb': head, ...fields } = schema
  const label = head.label ?? firstTitle(schema)
  const defaultSort = head.defaultSort ?? (fields.properties[label]?.['x-shopdb']?.sort ? label : '-modifiedAt')
  const model = buildModel({
    name, singular: schema.title.toLowerCase(), titlePlural: head.titlePlural, schema: fields, label, path, defaultSort, permissionNoun: plugin,
    ...(head.icon !== undefined && { icon: head.icon }),
    ...(head.ownerField !== undefined && { ownerField: head.ownerField }),
    ...(head.readOnly !== undefined && { readOnly: head.readOnly }),
  })
  return { ...model, plugin, permissions: { ...model.permissions, ...head.permissions } }
}

/** The first field that is no reference: an id names nothing to people. */
function firstTitle({ properties }: ResourceTableFile['schema']): string {
  const names = Object.keys(properties)
  return names.find((field) => !properties[field]?.['x-shopdb']?.reference) ?? names[0] ?? 'id'
}

/** The resources that the tables of a plugin declare; for generating and checking its migrations. */
export function buildResourceTablesOf(subject: PluginSubject): ResourceModel[] {
  return subject.resourceTables.map((file) => buildResourceTable(subject.name, file))
}
