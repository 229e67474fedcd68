export { createBulk, type Bulk } from './bulk.ts'
export { registerBatchRoutes, registerBulkRoute } from './routes.ts'
