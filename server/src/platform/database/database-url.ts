import { isAbsolute, join, resolve } from 'node:path'
import type { Engine } from './database.ts'

export type DatabaseAddress = { engine: Engine; url: URL | null; file: string; options: URLSearchParams; displayUrl: string }

const engines: Record<string, Engine> = { 'sqlite:': 'sqlite', 'mysql:': 'mysql', 'mariadb:': 'mysql', 'postgres:': 'postgres', 'postgresql:': 'postgres' }

/**
 * `sqlite:shopdb.db` (relative to the data folder), `sqlite:///var/lib/shopdb.db?synchronous=full`,
 * `mysql://user:password@host:3306/name?pool=10&tls=require`, `mariadb://...`, `postgres://...`.
 */
export function parseDatabaseUrl(text: string, dataDir = '.'): DatabaseAddress {
  const engine = engines[/^[a-z]+:/.exec(text)?.[0] ?? '']
  if (!engine) throw new Error(`Not a database URL: it has to begin with ${Object.keys(engines).join(', ')}.`)
  if (engine === 'sqlite') return parseSqlite(text, dataDir)
  const url = new URL(text)
  const shown = new URL(url)
  shown.password = ''
  if (url.pathname.length < 2) throw new Error(`The database URL ${shown.href} names no database: add /<name> after the host.`)
  return { engine, url, file: '', options: url.searchParams, displayUrl: shown.href }
}

function parseSqlite(text: string, dataDir: string): DatabaseAddress {
  const [path = '', query = ''] = text.slice('sqlite:'.length).split('?')
  const named = decodeURIComponent(path.replace(/^\/\/(?=\/|[A-Za-z]:)/, '')) || 'shopdb.db'
  const file = isAbsolute(named) ? named : resolve(join(dataDir, named))
  return { engine: 'sqlite', url: null, file, options: new URLSearchParams(query), displayUrl: `sqlite:${file}` }
}
