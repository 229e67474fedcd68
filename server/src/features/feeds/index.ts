import type { Feature } from '../../feature.ts'
import { feedsTable } from './tables.ts'

export { authenticateFeed, feedTokenIn } from './authenticate-feed.ts'
export { registerFeedRoutes } from './routes.ts'

export const feedsFeature: Feature = { name: 'feeds', tables: [feedsTable] }
