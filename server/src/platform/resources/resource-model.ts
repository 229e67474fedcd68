import type { FieldSchema, ResourceSchema } from '@shopdb/contract/field-schema'
import type { ColumnType, TableSpec } from '../database/table-model.ts'

/** How a resource is declared: a JSON Schema plus what cannot be derived from it. */
export type ResourceDeclaration = {
  /** Plural, lower case, run together: API path, table name and permission noun (`businessunits`). */
  name: string
  singular: string
  titlePlural: string
  schema: ResourceSchema
  /** The field that names a record to people. */
  label: string
  /** Default `/api/<name>`. */
  path?: string
  defaultSort?: string
  /** The resource belongs to a record of another one, named by this reference field; its changes stand in the history of that record. */
  ownerField?: string
  /** Permission noun when it is not the name (children of a resource share its permissions). */
  permissionNoun?: string
  icon?: string
  /** Its feature binds how a record is created, because it is more than a JSON object. */
  ownCreate?: boolean
  /** Records come from the system itself; people read them. */
  readOnly?: boolean
}

/** One field of a resource, resolved: everything that reads, writes, lists, validates or shows it uses this. */
export type FieldModel = {
  /** camelCase, as in JSON. */
  name: string
  title: string
  schema: FieldSchema
  column: string
  type: ColumnType
  nullable: boolean
  /** Which part of the resource stores it (0: the main table; 1: the extension table). */
  part: number
  /** Column of the normalised key (natural order, case folded), for identifiers and sorted strings. */
  keyColumn: string | null
  unique: boolean
  required: boolean
  readOnly: boolean
  /** Resource whose id the value is; the read-only label stands beside it (`vendorId`: 3, `vendor`: "Haas"). */
  reference: string | null
  labelName: string | null
  filter: boolean
  sort: boolean
  searched: boolean
  collected: boolean
  list: number | null
}

/** A list of objects inside a record, stored in a table of its own. */
export type CollectionModel = {
  name: string
  title: string
  schema: FieldSchema
  /** Name of the resource that holds the items. */
  resource: string
  key: readonly string[]
  collected: boolean
}

export type ResourceModel = {
  name: string
  singular: string
  title: string
  titlePlural: string
  icon: string | null
  path: string
  /** For asset types `<plugin>.<type>`, else the name. What change records and search documents store as text. */
  kind: string
  plugin: string | null
  /** Resource whose rules apply: its own name, or the one that an extension extends. */
  base: string
  /** Who set which field is kept in the column `provenance` of the main table. */
  hasProvenance: boolean
  label: string
  /** Tables joined one to one by their key; the first is the main table, an optional one may lack the row, a foreign one belongs to another model. */
  parts: readonly { table: string; key: string; optional?: boolean; foreign?: boolean }[]
  /** The part that lists run over: it holds every filter and sort column, or the host's copy of it. */
  driver: number
  fields: readonly FieldModel[]
  collections: readonly CollectionModel[]
  defaultSort: string
  ownerField: string | null
  permissions: { read: string; write: string; delete: string }
  /** Tables to be migrated for it, derived from the declaration. */
  tables: readonly TableSpec[]
  declaration: ResourceDeclaration
  /** Asset types only: identity order, number and name sources. */
  identity: readonly (readonly string[])[]
  nameFrom: readonly string[]
  numberFrom: readonly string[]
}
