import type { Engine, SqlValue } from './database.ts'

type Row = readonly SqlValue[]

/** Quotes a table or column name for SQL text. */
export function quoteName(engine: Engine, name: string): string {
  return engine === 'mysql' ? `\`${name.replaceAll('`', '``')}\`` : `"${name.replaceAll('"', '""')}"`
}

/** `insert into t (a, b) values (?, ?), ...` for `rowCount` rows. */
export function insertStatement(engine: Engine, table: string, columns: readonly string[], rowCount = 1): string {
  const names = columns.map((column) => quoteName(engine, column)).join(', ')
  const row = `(${columns.map(() => '?').join(', ')})`
  return `insert into ${quoteName(engine, table)} (${names}) values ${Array(rowCount).fill(row).join(', ')}`
}

/** What follows the insert to make it an upsert. */
export function upsertClause(engine: Engine, key: readonly string[], update: readonly string[]): string {
  const quote = (name: string): string => quoteName(engine, name)
  if (engine === 'mysql') {
    // `values()` is deprecated in MySQL 8 but works there and on MariaDB, which lacks the row alias.
    const changes = update.length > 0 ? update.map((column) => `${quote(column)} = values(${quote(column)})`) : [`${quote(key[0] ?? '')} = ${quote(key[0] ?? '')}`]
    return ` on duplicate key update ${changes.join(', ')}`
  }
  const target = ` on conflict (${key.map(quote).join(', ')}) do `
  return update.length === 0 ? `${target}nothing` : `${target}update set ${update.map((column) => `${quote(column)} = excluded.${quote(column)}`).join(', ')}`
}

const chunkSizes = [256, 64, 16, 4, 1]
const mostParameters = 30_000

/** Cuts rows into a few sizes only, so that the servers' caches of prepared statements stay small. */
export function rowChunks(rows: readonly Row[], columnCount: number): Row[][] {
  const chunks: Row[][] = []
  for (let start = 0; start < rows.length; ) {
    const size = chunkSizes.find((candidate) => candidate <= rows.length - start && candidate * columnCount <= mostParameters) ?? 1
    chunks.push(rows.slice(start, start + size))
    start += size
  }
  return chunks
}

/** Runs of rows without a repeated key: PostgreSQL refuses to touch a row twice in one upsert, the others apply them in order. */
export function runsOfDistinctKeys(rows: readonly Row[], keyPositions: readonly number[]): Row[][] {
  const runs: Row[][] = []
  let seen = new Set<string>()
  let current: Row[] = []
  for (const row of rows) {
    const key = JSON.stringify(keyPositions.map((position) => row[position]))
    if (seen.has(key)) {
      runs.push(current)
      current = []
      seen = new Set()
    }
    seen.add(key)
    current.push(row)
  }
  if (current.length > 0) runs.push(current)
  return runs
}
