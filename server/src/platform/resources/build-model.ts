import type { FieldSchema } from '@shopdb/contract/field-schema'
import type { ColumnSpec, ColumnType, IndexSpec, TableSpec } from '../database/table-model.ts'
import type { FieldModel, ResourceDeclaration, ResourceModel } from './resource-model.ts'

/** Length of every normalised key column; naturalKey() never returns more. */
const keyType = 'string(200)'

/** The column type that stores a field; the mapping is closed, what it does not know is refused when it is declared. */
export function columnTypeOf(schema: FieldSchema): ColumnType {
  if (schema['x-shopdb']?.reference) return 'integer'
  switch (schema.type) {
    case 'boolean': return 'boolean'
    case 'integer': return 'integer'
    case 'number': return schema.multipleOf ? `decimal(18,${decimalPlaces(schema.multipleOf)})` : 'real'
    case 'string': return stringType(schema)
    default: throw new Error(`A field of type ${schema.type} has no column; declare an array of objects as a collection.`)
  }
}

const formatTypes: Partial<Record<NonNullable<FieldSchema['format']>, ColumnType>> = {
  date: 'date', 'date-time': 'timestamp', ipv4: 'string(45)', ipv6: 'string(45)', ip: 'string(45)', mac: 'string(17)', uuid: 'string(36)', email: 'string(254)',
}

function stringType(schema: FieldSchema): ColumnType {
  const byFormat = schema.format && formatTypes[schema.format]
  if (byFormat) return byFormat
  if (schema.enum) return 'string(64)'
  return schema.maxLength !== undefined && schema.maxLength <= 255 ? `string(${schema.maxLength})` : 'text'
}

function decimalPlaces(multipleOf: number): number {
  return Math.max(0, Math.round(-Math.log10(multipleOf)))
}

/** `serialNumber` → `serialnumber`: columns are the field names in lower case, words run together. */
export function columnNameOf(field: string): string {
  return field.toLowerCase()
}

/** Label beside a reference: `vendorId` → `vendor`. */
function labelNameOf(field: string): string {
  return field.endsWith('Id') ? field.slice(0, -2) : `${field}Label`
}

/** `serialNumber` → "Serial number", used when a schema gives no title. */
function titleOf(field: string): string {
  const words = field.replace(/Id$/, '').replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** Members that the host itself keeps on every record. */
const reservedNames = new Set(['id', 'version', 'active', 'archived', 'provenance', 'position', 'type', 'tags', 'deletedAt'])

/** Whether the host keeps a member of this name on every record. */
export function isReservedField(name: string): boolean {
  return reservedNames.has(name) || name === 'createdAt' || name === 'modifiedAt'
}

export function buildField(name: string, schema: FieldSchema, part: number, required: boolean): FieldModel {
  if (reservedNames.has(name)) throw new Error(`"${name}" is kept by the host on every record; give the field another name.`)
  const annotation = schema['x-shopdb'] ?? {}
  if (annotation.relation && annotation.reference !== 'assets') throw new Error(`"${name}" declares a relation, so it has to refer to "assets".`)
  const type = columnTypeOf(schema)
  const isText = type.startsWith('string(')
  const needsKey = isText && !schema.enum && Boolean(annotation.identifier || annotation.unique || annotation.sort)
  return {
    name, schema, type, part, required,
    title: schema.title ?? titleOf(name),
    column: columnNameOf(name),
    nullable: !required,
    keyColumn: needsKey ? `${columnNameOf(name)}key` : null,
    unique: annotation.unique ?? false,
    readOnly: annotation.readOnly ?? false,
    reference: annotation.reference ?? null,
    labelName: annotation.reference ? labelNameOf(name) : null,
    filter: annotation.filter ?? annotation.relation !== undefined,
    sort: annotation.sort ?? false,
    searched: annotation.searched ?? false,
    collected: annotation.collected ?? false,
    list: annotation.list ?? null,
  }
}

/** Fields that the host keeps on every record. They are read-only and sort every list. */
export function hostFields(): FieldModel[] {
  const stamp = (name: string, title: string): FieldModel =>
    ({ ...buildField(name, { type: 'string', format: 'date-time', title, 'x-shopdb': { readOnly: true, sort: true } }, 0, true), keyColumn: null })
  return [stamp('createdAt', 'Created'), stamp('modifiedAt', 'Changed')].map((field) => ({ ...field, sort: field.name === 'modifiedAt' }))
}

export function columnsOf(fields: readonly FieldModel[]): Record<string, ColumnSpec> {
  const columns: Record<string, ColumnSpec> = {}
  for (const field of fields) {
    columns[field.column] = field.nullable ? `${field.type}?` : field.type
    if (field.keyColumn) columns[field.keyColumn] = field.nullable ? `${keyType}?` : keyType
  }
  return columns
}

/** The column by which a field is compared and sorted: its key where it has one. */
export function sortColumnOf(field: FieldModel): string {
  return field.keyColumn ?? field.column
}

/**
 * One index per sort and per filter × sort, all led by `active`, so that every offered combination is a range of one
 * index on every engine. The trailing id breaks ties.
 */
export function listIndexes(filters: readonly string[], sorts: readonly string[], id: string): IndexSpec[] {
  const prefixes = [[], ...filters.map((filter) => [filter])]
  return prefixes.flatMap((prefix) => sorts.filter((sort) => !prefix.includes(sort)).map((sort) => ({ columns: ['active', ...prefix, sort, id] })))
}

export const hostColumns = { version: { type: 'integer', default: 1 }, active: { type: 'boolean', default: 1 }, deletedat: 'timestamp?' } as const satisfies Record<string, ColumnSpec>

/** Turns the declaration of a core resource into its model. */
export function buildModel(declaration: ResourceDeclaration): ResourceModel {
  const required = new Set(declaration.schema.required)
  const entries = Object.entries(declaration.schema.properties)
  const own = entries.map(([name, schema]) => buildField(name, schema, 0, required.has(name)))
  const fields = [...own, ...hostFields().map((field) => ({ ...field, sort: field.sort && sortsByChange(declaration, own) }))]
  const noun = declaration.permissionNoun ?? declaration.name
  return {
    name: declaration.name, singular: declaration.singular, title: declaration.schema.title, titlePlural: declaration.titlePlural,
    icon: declaration.icon ?? null, path: declaration.path ?? `/api/${declaration.name}`, kind: declaration.name, plugin: null, base: declaration.name, hasProvenance: false, label: declaration.label,
    parts: [{ table: declaration.name, key: 'id' }], driver: 0, fields, collections: [],
    defaultSort: declaration.defaultSort ?? declaration.label, ownerField: declaration.ownerField ?? null,
    permissions: { read: `${noun}.read`, write: `${noun}.write`, delete: `${noun}.delete` },
    tables: [tableOf(declaration, fields)], declaration, identity: [], nameFrom: [], numberFrom: [],
  }
}

/** Children are many and looked at beside their owner: they are sorted by their own fields, if they say by which. */
function sortsByChange(declaration: ResourceDeclaration, own: readonly FieldModel[]): boolean {
  return !declaration.ownerField || !own.some((field) => field.sort)
}

function tableOf(declaration: ResourceDeclaration, fields: readonly FieldModel[]): TableSpec {
  const filters = fields.filter((field) => field.filter).map((field) => field.column)
  const sorts = fields.filter((field) => field.sort).map(sortColumnOf)
  const columns: Record<string, ColumnSpec> = { id: 'id', ...columnsOf(fields), ...hostColumns }
  const owner = fields.find((field) => field.name === declaration.ownerField)
  if (owner?.reference) columns[owner.column] = { type: 'integer', references: owner.reference, onDelete: 'cascade' }
  return {
    name: declaration.name, columns, primaryKey: ['id'],
    indexes: [...uniqueIndexes(fields), ...identifierIndexes(fields), ...listIndexes(filters, sorts, 'id')],
  }
}

export function uniqueIndexes(fields: readonly FieldModel[]): IndexSpec[] {
  return fields.filter((field) => field.unique).map((field) => ({ columns: [sortColumnOf(field)], unique: true }))
}

/** Identifiers that are not unique (serial numbers repeat) are still looked up by exact value and prefix. */
export function identifierIndexes(fields: readonly FieldModel[]): IndexSpec[] {
  return fields.filter((field) => field.keyColumn && !field.unique && field.schema['x-shopdb']?.identifier).map((field) => ({ columns: [field.keyColumn ?? field.column] }))
}
