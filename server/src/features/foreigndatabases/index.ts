export { createForeignDatabases, type ForeignDatabases } from './foreign-databases.ts'
