export { createScreens, type Screens } from './screens.ts'
export { registerScreenRoutes } from './routes.ts'
