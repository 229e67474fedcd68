export { createCommands, type Commands, type ListedCommand } from './commands.ts'
export { registerCommandRoutes } from './routes.ts'
