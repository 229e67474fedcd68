import type { Feature } from '../../feature.ts'
import { searchHolding, searchWordsHolding } from './plugin-holding.ts'
import { searchDocsTable } from './tables.ts'
import { searchWordsTable } from './words-store.ts'

export { createSearchWords, type SearchWords } from './search-words.ts'
export { registerSearchRoutes } from './routes.ts'
export { writeSearchDocuments, type SearchDocument } from './document-store.ts'
export { searchBody } from './terms.ts'
export { findIds, search, type SearchResult } from './search.ts'

export const searchFeature: Feature = {
  name: 'search',
  tables: [searchDocsTable, searchWordsTable],
  permissions: [{ id: 'search.read', title: 'Search', roles: ['administrator', 'editor', 'technician', 'viewer', 'walldisplay'] }],
  holdings: () => [searchHolding, searchWordsHolding],
}
