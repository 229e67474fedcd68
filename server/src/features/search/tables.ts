import { defineTable } from '../../platform/database/table-model.ts'

/**
 * One row per findable record. `body` is what substring search looks in: lower case, identifiers in every notation.
 * `grams` serves MySQL only (its full-text index knows no substrings) and stays empty elsewhere.
 */
export const searchDocsTable = defineTable({
  name: 'searchdocs',
  columns: { id: 'id', kind: 'string(65)', entityid: 'integer', title: 'string(255)', subtitle: 'string(255)', body: 'text', grams: 'text?' },
  indexes: [{ columns: ['kind', 'entityid'], unique: true }],
  searchIndex: { column: 'body', grams: 'grams' },
})
