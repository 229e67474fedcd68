import type { Infer, JsonSchema } from './json-schema.ts'
import { tones } from './plugin-content.ts'

const id = { type: 'string', pattern: '^[a-z][a-z0-9]*([.-][a-z0-9]+)*$', maxLength: 80 } as const
const title = { type: 'string', minLength: 1, maxLength: 120 } as const
const permission = { type: 'string', pattern: '^[a-z][a-z0-9]{1,47}\\.[a-z][a-z0-9]{1,31}$', description: 'Who sees it; default `<plugin>.read`.' } as const
const type = { type: 'string', pattern: '^[a-z][a-z0-9]{1,31}(\\.[a-z][a-z0-9]{1,31})?$', description: 'An asset type `<plugin>.<type>`, or a resource of the platform such as `assets`.' } as const
const query = { type: 'string', maxLength: 1000, description: 'Query string of the list of this type. `{today}`, `{now}` and days from them (`{today+14d}`, `{now-30d}`) become dates.' } as const
const field = { type: 'string', pattern: '^[a-z][A-Za-z0-9]{0,63}$' } as const
const fields = { type: 'array', minItems: 1, maxItems: 50, uniqueItems: true, items: field } as const
const tone = { type: 'string', enum: tones } as const
const template = { type: 'string', minLength: 1, maxLength: 200, description: 'Text with fields in braces: `{doorNumber} · {location}`. A part between two ` · ` whose fields are all empty is left out.' } as const
const size = { type: 'string', enum: ['small', 'medium', 'large'] } as const
const refreshSeconds = { type: 'integer', minimum: 5, maximum: 86_400 } as const

/**
 * `counter`: how many records a list has. `table`: its first rows. `chart`: how many there are for each value of a
 * declared filter.
 */
export const level0WidgetSchema = {
  type: 'object', additionalProperties: false, required: ['id', 'title', 'kind', 'type'],
  description: 'A tile of the dashboard over a list: counter, table or chart.',
  properties: {
    id, title, kind: { type: 'string', enum: ['counter', 'table', 'chart'] }, type, query, permission, size, refreshSeconds,
    tone: { ...tone, description: 'Counter: how a value other than zero stands.' },
    columns: { ...fields, description: 'Table: its columns.' },
    limit: { type: 'integer', minimum: 1, maximum: 50, description: 'Table: rows shown; default 10.' },
    groupBy: { ...field, description: 'Chart: a field with the annotation `filter`.' },
    chart: { type: 'string', enum: ['bar', 'donut'], description: 'Chart: its form; default `bar`.' },
  },
} as const satisfies JsonSchema

/** `fields`: values of the asset. `table`: the items of an array field, or records of another resource that refer to it. */
export const level0PanelSchema = {
  type: 'object', additionalProperties: false, required: ['id', 'title', 'kind'],
  description: 'A panel on the page of an asset.',
  properties: {
    id, title, kind: { type: 'string', enum: ['fields', 'table'] }, permission,
    types: { type: 'array', minItems: 1, maxItems: 30, uniqueItems: true, items: type, description: 'Asset types on whose pages it stands; default every type of the plugin.' },
    order: { type: 'integer', minimum: 0, maximum: 10_000, description: 'Lower numbers first; default 100.' },
    fields: { ...fields, description: 'fields: what it shows, in this order.' },
    collection: { ...field, description: 'table: an array field of the asset type.' },
    list: { type: 'object', additionalProperties: false, required: ['type', 'by'], properties: { type, by: { ...field, description: 'Its field that holds the id of the asset.' }, query }, description: 'table: records of another resource that refer to the asset.' },
    columns: { ...fields, description: 'table: its columns; default all.' },
  },
} as const satisfies JsonSchema

/** The first rule that holds decides. A rule without `field` always holds. */
export const level0MarkerSchema = {
  type: 'object', additionalProperties: false, required: ['type', 'rules'],
  description: 'How assets of a type look on the floor plan.',
  properties: {
    type,
    rules: {
      type: 'array', minItems: 1, maxItems: 50,
      items: {
        type: 'object', additionalProperties: false,
        properties: {
          field, operator: { type: 'string', enum: ['eq', 'ne', 'in', 'gt', 'gte', 'lt', 'lte', 'contains', 'isnull'], description: 'Default `eq`.' },
          value: { anyOf: [{ type: ['string', 'number', 'boolean'] }, { type: 'array', maxItems: 100, items: { type: ['string', 'number', 'boolean'] } }], description: 'What the field is compared with; dates as in `query`.' },
          tone, label: template, badge: { ...template, maxLength: 60 },
        },
      },
    },
  },
} as const satisfies JsonSchema

export const level0SearchResultSchema = {
  type: 'object', additionalProperties: false, required: ['type'],
  description: 'Second line and badges of search results of a type.',
  properties: { type, subtitle: template, badges: { type: 'array', minItems: 1, maxItems: 5, items: { ...template, maxLength: 100 } } },
} as const satisfies JsonSchema

/** Fields that stand in no group follow after the last one. */
export const level0FormSchema = {
  type: 'object', additionalProperties: false, required: ['type', 'groups'],
  description: 'Groups and order of the fields in form and details of a type.',
  properties: { type, groups: { type: 'array', minItems: 1, maxItems: 30, items: { type: 'object', additionalProperties: false, required: ['title', 'fields'], properties: { title, fields } } } },
} as const satisfies JsonSchema

/** The members of ui/schema.json that need no code: closed declarations over lists and fields. */
export const level0Properties = {
  widgets: { type: 'array', maxItems: 50, items: level0WidgetSchema, description: 'Tiles of the dashboard over lists.' },
  panels: { type: 'array', maxItems: 50, items: level0PanelSchema, description: 'Panels on the page of an asset.' },
  markers: { type: 'array', maxItems: 30, items: level0MarkerSchema, description: 'How assets look on the floor plan.' },
  searchResult: { type: 'array', maxItems: 30, items: level0SearchResultSchema, description: 'Second line and badges of search results.' },
  forms: { type: 'array', maxItems: 30, items: level0FormSchema, description: 'How forms arrange and show fields.' },
} as const satisfies Record<string, JsonSchema>

export type Level0Widget = Infer<typeof level0WidgetSchema>
export type Level0Panel = Infer<typeof level0PanelSchema>
export type Level0Marker = Infer<typeof level0MarkerSchema>
export type Level0SearchResult = Infer<typeof level0SearchResultSchema>
export type Level0Form = Infer<typeof level0FormSchema>
/** What ui/schema.json says at level 0. */
export type Level0 = { readonly [Name in keyof typeof level0Properties]?: Infer<(typeof level0Properties)[Name]> }
