import { ForeignStatementError } from './foreign-connection.ts'

const verbs = ['select', 'with', 'values', 'table', 'show', 'explain', 'describe']
/** Functions that would change what the connection was opened with. */
const settings = /\b(set_config|default_transaction_read_only|transaction_read_only|query_only|load_extension|pg_terminate_backend|pg_cancel_backend)\b/i

/**
 * Refuses a statement that would change the session, before it is sent; the server refuses what writes. So a reading session
 * stays one. Several statements in one text are refused too.
 */
export function assertReading(sql: string): void {
  const bare = sql.replace(/'(?:[^']|'')*'/g, "''").replace(/--[^\n]*|\/\*[\s\S]*?\*\//g, ' ').trim().replace(/;\s*$/, '')
  const verb = /^\(*\s*([a-z]+)/i.exec(bare)?.[1]?.toLowerCase() ?? ''
  if (!verbs.includes(verb)) throw new ForeignStatementError(`A foreign database is read: a statement that begins with "${verb}" is refused.`)
  if (bare.includes(';')) throw new ForeignStatementError('A foreign database takes one statement at a time.')
  if (settings.test(bare)) throw new ForeignStatementError('A foreign database is read: the statement would change the session.')
}

/** `?` outside texts and comments becomes `$1`, `$2`, and `??` the operator `?`. A statement that is written with `$1` stays as it is. */
export function numberPlaceholders(sql: string): string {
  if (/\$\d/.test(sql)) return sql
  let at = 0
  return sql.replace(/'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/|\?\?|\?/g, (found) => (found === '?' ? `$${++at}` : found === '??' ? '?' : found))
}
