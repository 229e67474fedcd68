import type { Infer, JsonSchema } from './json-schema.ts'

/** What a value stands for, shown by colour, shape and word. The order is that of severity: the worst of several counts. */
export const tones = ['muted', 'ok', 'info', 'warning', 'critical'] as const
export type Tone = (typeof tones)[number]

const tone = { type: 'string', enum: tones } as const
const words = { type: 'string', minLength: 1, maxLength: 200 } as const
const unit = { type: 'string', maxLength: 20, description: 'UCUM code, such as `By`, `mm`, `Cel`; the web writes it in the reader\'s language.' } as const
const scalar = { type: ['string', 'number', 'boolean', 'null'] } as const
const columnName = { type: 'string', pattern: '^[a-z][A-Za-z0-9]{0,63}$' } as const

/**
 * Where a click leads: the list of `type` (an asset type `<plugin>.<type>` or a core resource) narrowed by `query` (the
 * query string of lists), or with `id` one record of it. The host adds `path`, the address in the web application; a type
 * that nobody declares leads nowhere.
 */
export const linkSchema = {
  type: 'object', additionalProperties: false, required: ['type'],
  properties: { type: { type: 'string', pattern: '^[a-z][a-z0-9]{1,31}(\\.[a-z][a-z0-9]{1,31})?$' }, query: { type: 'string', maxLength: 2000 }, id: { type: 'integer', minimum: 1 } },
} as const satisfies JsonSchema
export type ContentLink = Infer<typeof linkSchema>

/**
 * How the web writes a value. Dates are `YYYY-MM-DD`, moments ISO 8601 in UTC, numbers plain; the web formats all of them. A `word` is one of a
 * few that the plugin knows, such as `overdue`: the web shows it in the reader's language, as the plugin's messages have it under `phrases`.
 */
export const valueTypes = ['text', 'word', 'number', 'date', 'date-time', 'boolean'] as const
export type ValueType = (typeof valueTypes)[number]

/** A column of a table or report. Without `type` the value itself decides. */
export const contentColumnSchema = {
  type: 'object', additionalProperties: false, required: ['name', 'title'],
  properties: { name: columnName, title: words, type: { type: 'string', enum: valueTypes }, unit },
} as const satisfies JsonSchema
export type ContentColumn = Infer<typeof contentColumnSchema>

/** One figure. `previous` is the same figure a while ago, so that the web can show where it goes. */
export const counterContentSchema = {
  type: 'object', additionalProperties: false, required: ['value'],
  properties: { value: { type: ['number', 'null'] }, label: words, unit, tone, previous: { type: 'number' }, link: linkSchema },
} as const satisfies JsonSchema
export type CounterContent = Infer<typeof counterContentSchema>

/** Rows with a plain value for each column; `link` of a row is where it leads, `tone` how it stands. */
export const tableContentSchema = {
  type: 'object', additionalProperties: false, required: ['columns', 'rows'],
  properties: {
    columns: { type: 'array', minItems: 1, maxItems: 30, items: contentColumnSchema },
    rows: { type: 'array', maxItems: 500, items: { type: 'object', properties: { link: { anyOf: [linkSchema, scalar] } }, additionalProperties: scalar } },
    total: { type: ['integer', 'null'], minimum: 0 }, link: linkSchema,
  },
} as const satisfies JsonSchema
export type TableContent = { columns: readonly ContentColumn[]; rows: readonly TableRow[]; total?: number | null; link?: ContentLink }
export type TableRow = { readonly [column: string]: string | number | boolean | null | undefined | ContentLink }

/** Points of one or more series. Labels of a line are numbers, dates or moments in ascending order. */
export const chartContentSchema = {
  type: 'object', additionalProperties: false, required: ['kind', 'series'],
  properties: {
    kind: { type: 'string', enum: ['bar', 'line', 'donut'] }, unit, labelType: { type: 'string', enum: valueTypes }, link: linkSchema,
    series: {
      type: 'array', maxItems: 20,
      items: {
        type: 'object', additionalProperties: false, required: ['name', 'points'],
        properties: {
          name: { type: 'string', maxLength: 200 }, tone,
          points: { type: 'array', maxItems: 2000, items: { type: 'object', additionalProperties: false, required: ['label', 'value'], properties: { label: { type: ['string', 'number'] }, value: { type: ['number', 'null'] }, tone, link: linkSchema } } },
        },
      },
    },
  },
} as const satisfies JsonSchema
export type ChartContent = Infer<typeof chartContentSchema>

/** Named values, one below the other. */
export const fieldsContentSchema = {
  type: 'object', additionalProperties: false, required: ['items'],
  properties: {
    items: { type: 'array', maxItems: 200, items: { type: 'object', additionalProperties: false, required: ['title', 'value'], properties: { title: words, value: scalar, type: { type: 'string', enum: valueTypes }, unit, tone, help: { type: 'string', maxLength: 500 }, link: linkSchema } } },
  },
} as const satisfies JsonSchema
export type FieldsContent = Infer<typeof fieldsContentSchema>

/** What `load` of a widget or panel must answer, by its kind. */
export const contentSchemas = { counter: counterContentSchema, table: tableContentSchema, chart: chartContentSchema, fields: fieldsContentSchema } as const satisfies Record<string, JsonSchema>
export type ContentKind = keyof typeof contentSchemas

/** What `load` of `mapMarkers` answers for one asset: a tone, the word beside the marker, one to three characters on it. */
export const markerSchema = {
  type: 'object', additionalProperties: false,
  properties: { tone, label: { type: 'string', maxLength: 120 }, badge: { type: 'string', maxLength: 12 } },
} as const satisfies JsonSchema
export type MarkerContent = Infer<typeof markerSchema>

/** What `load` of `searchResults` answers for one asset: its second line and short words behind the title. */
export const searchResultSchema = {
  type: 'object', additionalProperties: false,
  properties: { subtitle: { type: 'string', maxLength: 255 }, badges: { type: 'array', maxItems: 5, items: { type: 'string', minLength: 1, maxLength: 40 } } },
} as const satisfies JsonSchema
export type SearchResultContent = Infer<typeof searchResultSchema>

/** What `load` of `searchFields` answers for one asset. */
export const searchWordsSchema = { type: 'array', maxItems: 500, items: { type: 'string', maxLength: 2000 } } as const satisfies JsonSchema
