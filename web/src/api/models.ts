import type { FieldSchema, ResourceSchema } from '@shopdb/contract/field-schema'
import { request } from './request.ts'
import { nobody } from './session.ts'

/** One field of a resource as the server describes it to browsers. */
export type FieldDescription = {
  name: string
  title: string
  type: FieldSchema['type']
  format?: FieldSchema['format'] | null
  required: boolean
  readOnly: boolean
  isIdentifier?: boolean
  reference: string | null
  labelName: string | null
  filter: boolean
  sort: boolean
  searched: boolean
  collected?: boolean
  list: number | null
  unit?: string | null
  widget?: string | null
  group?: string | null
  order?: number | null
  help?: string | null
  enum?: readonly string[] | null
  maxLength?: number | null
}

export type CollectionDescription = { name: string; title: string; resource: string; path: string | null; ownerField: string | null; fields: readonly FieldDescription[] }

/** Everything the browser knows of a resource: lists, forms and details are drawn from it alone. */
export type ResourceDescription = {
  name: string
  singular: string
  title: string
  titlePlural: string
  icon: string | null
  path: string
  kind: string
  /** What it is stored and addressed as: `assets` for every asset type. */
  base: string
  plugin: string | null
  label: string
  permissions: { read: string; write: string; delete: string }
  /** Written by code alone, never by a request. */
  readOnly: boolean
  defaultSort: string
  fields: readonly FieldDescription[]
  collections: readonly CollectionDescription[]
  schema: ResourceSchema
}

export async function listModels(): Promise<readonly ResourceDescription[]> {
  const answer = await request<{ items: readonly ResourceDescription[] }>('GET', '/api/resources')
  return answer.items.map((model) => (model.readOnly ? { ...model, permissions: { ...model.permissions, write: nobody, delete: nobody } } : model))
}
