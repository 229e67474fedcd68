export { createPanels, type Panels } from './panels.ts'
export { registerPanelRoutes } from './routes.ts'
