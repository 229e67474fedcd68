import { Problem } from '../problem.ts'
import type { Engine } from './database.ts'
import { translateDatabaseError } from './database-error.ts'

const creation = {
  mysql: (name: string) => `CREATE DATABASE \`${name}\` CHARACTER SET utf8mb4`,
  postgres: (name: string) => `CREATE DATABASE "${name}" ENCODING 'UTF8' TEMPLATE template0`,
}

/** What to tell when the first connection fails; an absent database gets the statement that creates it. */
export function missingDatabase(engine: Exclude<Engine, 'sqlite'>, url: URL, error: unknown): Error {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  const name = decodeURIComponent(url.pathname.slice(1))
  if (code === 'ER_BAD_DB_ERROR' || code === '3D000') {
    const detail = `There is no database "${name}" on ${url.host}. Create it with: ${creation[engine](name)};`
    return new Problem('DATABASE_UNAVAILABLE', { detail, cause: error })
  }
  const translated = translateDatabaseError(engine, error)
  if (!(translated instanceof Problem)) return translated
  const reason = error instanceof AggregateError ? String(error.errors[0]) : String(error)
  return new Problem('DATABASE_UNAVAILABLE', { detail: `No connection to the database on ${url.host}: ${reason}`, cause: error })
}
