import type { StoredImport } from './import-record.ts'
import type { TargetField } from './target-fields.ts'

export function presentImport(found: StoredImport) {
  return {
    id: found.id, type: found.kind, fileName: found.fileName, state: found.state, createdAt: new Date(found.createdAt).toISOString(), by: found.actor.label,
    encoding: found.encoding, separator: found.separator, headers: found.headers, lines: found.lines, options: found.options, counts: found.counts, jobId: found.jobId, batchId: found.batchId,
    committedAt: found.committedAt === null ? null : new Date(found.committedAt).toISOString(), error: found.error,
  }
}

export const presentTarget = ({ name, title, required, field, further }: TargetField) => ({ name, title, required, type: further ? 'texts' : (field?.schema.type ?? 'string'), reference: field?.reference ?? null, choices: field?.schema.enum ?? null })

const counts = { type: ['object', 'null'], properties: { create: { type: 'integer' }, update: { type: 'integer' }, skip: { type: 'integer' }, error: { type: 'integer' } } } as const
const textOrNull = { type: ['string', 'null'] } as const

export const importSchema = {
  type: 'object', additionalProperties: true,
  properties: {
    id: { type: 'integer' }, type: { type: 'string' }, fileName: { type: 'string' }, state: { type: 'string' }, createdAt: { type: 'string' }, by: { type: 'string' }, encoding: { type: 'string' }, separator: { type: 'string' },
    headers: { type: 'array', items: { type: 'string' } }, lines: { type: 'integer' }, options: { type: ['object', 'null'], additionalProperties: true }, counts, jobId: { type: ['integer', 'null'] }, batchId: textOrNull, committedAt: textOrNull, error: textOrNull,
  },
} as const

const columnNames = { type: 'array', maxItems: 500, items: { type: ['string', 'null'], maxLength: 64 } } as const

export const optionsSchema = {
  type: ['object', 'null'], additionalProperties: false,
  properties: {
    columns: { ...columnNames, description: 'For each column of the file the field it fills, or null. Default: guessed from the headings.' },
    decimal: { type: 'string', enum: ['point', 'comma'] }, dates: { type: 'string', enum: ['iso', 'dmy', 'mdy'] }, empty: { type: 'string', enum: ['keep', 'clear'] }, mode: { type: 'string', enum: ['upsert', 'create', 'update'] },
    key: { type: ['string', 'null'], maxLength: 64, description: 'The field by which a line is an existing record. Default: the unique field among the columns, else the id.' },
  },
} as const
