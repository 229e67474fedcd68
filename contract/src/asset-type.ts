import type { FieldSchema, ResourceSchema } from './field-schema.ts'

/**
 * What an asset type says about itself, under `x-shopdb` at the top of its JSON Schema.
 * The fields of the core asset (number, name, serial number, status, ...) belong to every type and are not repeated.
 */
export type AssetTypeAnnotation = {
  /** Word for several of them in addresses: lower case, run together (`computers`). */
  collection: string
  /** Heading of its list, for people: `Computers`. */
  titlePlural: string
  /** Icon by its Lucide name. */
  icon?: string
  /** Table of the type's own fields, keyed by the asset id. Default: the collection. */
  table?: string
  /** Identity of a collected record, strongest first; each entry lists fields that must all match. */
  identity?: readonly (readonly string[])[]
  /** Fields from which a collector fills the asset's name and number when it creates one, first filled wins. */
  nameFrom?: readonly string[]
  /** Like `nameFrom`, for the number. */
  numberFrom?: readonly string[]
  /** Other names under which agents send a field: `{ "manufacturer": "vendor" }`. */
  collectorAliases?: Readonly<Record<string, string>>
  /** Core fields offered as filters and sorts of this type's list, beside the type's own that are marked. */
  filters?: readonly string[]
  /** Core fields offered as orders of the list, beside the type's own that are marked `sort`. */
  sorts?: readonly string[]
  /** The order when none is asked for, with `-` before it for descending. Default `assetNumber`. */
  defaultSort?: string
}

/** An asset type is a JSON Schema of type object with the annotation above. Its id is `<plugin>.<type>`. */
export type AssetTypeSchema = ResourceSchema & { $id: string; 'x-shopdb': AssetTypeAnnotation }

/**
 * An array of objects inside an asset type. `table` puts the items into a further table of the plugin; `resource`
 * hands them to a core resource (`communications`, `installedapplications`). `key` names the fields by which an item is
 * recognised when a collector sends the list again.
 */
export type CollectionAnnotation = {
  table?: string
  resource?: string
  key?: readonly string[]
  /** What members of a collected item are called in the resource: `{ "name": "application" }`. */
  aliases?: Readonly<Record<string, string>>
}

export type CollectionSchema = FieldSchema & { type: 'array'; items: FieldSchema; 'x-shopdb': CollectionAnnotation }
