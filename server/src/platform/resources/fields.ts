import type { FieldAnnotation, FieldSchema } from '@shopdb/contract/field-schema'

type Options = FieldAnnotation & { description?: string; default?: string | number | boolean; minLength?: number; minimum?: number; maximum?: number; pattern?: string }

function field(base: FieldSchema, title: string, options: Options): FieldSchema {
  const { description, default: preset, minLength, minimum, maximum, pattern, ...annotation } = options
  const limits = { ...(minLength === undefined ? {} : { minLength }), ...(minimum === undefined ? {} : { minimum }), ...(maximum === undefined ? {} : { maximum }), ...(pattern === undefined ? {} : { pattern }) }
  return { ...base, title, ...limits, ...(description ? { description } : {}), ...(preset === undefined ? {} : { default: preset }), 'x-shopdb': annotation }
}

/** Short text of at most `maxLength` characters. */
export const text = (title: string, maxLength: number, options: Options = {}): FieldSchema => field({ type: 'string', maxLength }, title, options)

/** The name of a record in a look-up list: unique, sorted, searched, its label. */
export const uniqueName = (title = 'Name', maxLength = 120): FieldSchema => text(title, maxLength, { minLength: 1, identifier: true, unique: true, sort: true, searched: true, list: 1 })

export const longText = (title: string, options: Options = {}): FieldSchema => field({ type: 'string', maxLength: 20_000 }, title, { widget: 'multiline', ...options })
export const reference = (title: string, resource: string, options: Options = {}): FieldSchema => field({ type: 'integer' }, title, { reference: resource, ...options })
export const integer = (title: string, options: Options = {}): FieldSchema => field({ type: 'integer' }, title, options)
export const real = (title: string, options: Options = {}): FieldSchema => field({ type: 'number' }, title, options)
export const flag = (title: string, options: Options = {}): FieldSchema => field({ type: 'boolean' }, title, options)
export const choice = (title: string, choices: readonly string[], options: Options = {}): FieldSchema => field({ type: 'string', enum: choices }, title, options)
export const date = (title: string, options: Options = {}): FieldSchema => field({ type: 'string', format: 'date' }, title, options)
export const moment = (title: string, options: Options = {}): FieldSchema => field({ type: 'string', format: 'date-time' }, title, options)
export const macAddress = (title: string, options: Options = {}): FieldSchema => field({ type: 'string', format: 'mac' }, title, { widget: 'mac', identifier: true, ...options })
export const ipAddress = (title: string, options: Options = {}): FieldSchema => field({ type: 'string', format: 'ip' }, title, { widget: 'ip', identifier: true, ...options })
export const webAddress = (title: string, options: Options = {}): FieldSchema => field({ type: 'string', maxLength: 500, pattern: '^https?://[^\\s]+$' }, title, { widget: 'url', ...options })
