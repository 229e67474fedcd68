import type { Feature } from '../../feature.ts'
import { registerSearchRoutes } from './routes.ts'
import { searchDocsTable } from './tables.ts'

export { writeSearchDocuments, type SearchDocument } from './document-store.ts'
export { searchBody, termsOf } from './terms.ts'
export { findIds, search, type SearchResult } from './search.ts'

export const searchFeature: Feature = {
  name: 'search',
  tables: [searchDocsTable],
  permissions: [{ id: 'search.read', title: 'Search', roles: ['administrator', 'editor', 'technician', 'viewer', 'walldisplay'] }],
  routes: registerSearchRoutes,
}
