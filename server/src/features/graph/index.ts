export { relationshipsForPlugin } from './for-plugins.ts'
export { registerGraphRoutes } from './routes.ts'
