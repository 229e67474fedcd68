import { createRequire } from 'node:module'

/**
 * Drivers that most sites never use are loaded at their first use: Redis, MySQL and PostgreSQL together keep some 50 MB of
 * memory. Required, not imported, so that whoever opens a connection need not wait.
 */
const require = createRequire(import.meta.url)

export const loadRedis = (): typeof import('redis') => require('redis') as typeof import('redis') // require has no types of its own
export const loadPostgres = (): typeof import('pg') => require('pg') as typeof import('pg') // as above
export const loadMysql = (): typeof import('mysql2/promise') => require('mysql2/promise') as typeof import('mysql2/promise') // as above
