import type { Engine } from '@shopdb/server/platform/database/database'

type Row = Readonly<Record<string, unknown>>

/** Tables that a refused request may touch: who signed in when, which ids are handed out, which keys were seen; leases that processes renew. */
const bookkeeping = /^(?:sqlite_|sessions$|signin|idblocks$|idrequests$|idempotencykeys$|loginattempts$|attempts$)|session|attempt|idempoten|nextid|idblock|sequence|^realtime|^jobs$/

const columnStatements: Readonly<Record<Engine, string>> = {
  sqlite: "select m.name as tablename, c.name as columnname, c.type as columntype from sqlite_master m join pragma_table_info(m.name) c where m.type = 'table' and m.sql not like 'create virtual%' order by m.name, c.cid",
  mysql: 'select table_name as tablename, column_name as columnname, data_type as columntype from information_schema.columns where table_schema = database() order by 1, ordinal_position',
  postgres: 'select table_name as tablename, column_name as columnname, data_type as columntype from information_schema.columns where table_schema = current_schema() order by 1, ordinal_position',
}

const summed = ['version', 'active', 'modifiedat']

/** How many rows each table has, and the sums of what changes when one of them does. */
export function createFingerprint(engine: Engine, read: (text: string) => Promise<readonly Row[]>): (afresh?: boolean) => Promise<string> {
  let statement = ''
  let seen = ''
  let known = ''
  // SQLite tells when another connection, the writer, committed something.
  const revision = async (): Promise<string> => (engine === 'sqlite' ? String((await read('pragma data_version'))[0]?.['data_version']) : '')
  const look = async (): Promise<string> => {
    const columns = Map.groupBy(await read(columnStatements[engine]), ({ tablename }) => String(tablename))
    const tables = [...columns].filter(([name]) => !bookkeeping.test(name) && !name.includes('_'))
    return tables.map(([name, rows]) => countOf(engine, name, rows.filter(({ columntype }) => /int/i.test(String(columntype))).map(({ columnname }) => String(columnname)))).join(' union all ')
  }
  return async (afresh = false) => {
    const now = await revision()
    if (!afresh && statement !== '' && now !== '' && now === seen) return known
    seen = now
    if (afresh || statement === '') statement = await look()
    const rows = await read(statement).catch(async () => read(statement = await look())) // a table went away with its plugin
    known = rows.map((row) => Object.values(row).join(' ')).toSorted().join('\n')
    return known
  }
}

function countOf(engine: Engine, table: string, columns: readonly string[]): string {
  const quote = engine === 'mysql' ? '`' : '"'
  const sums = summed.map((name) => (columns.includes(name) ? `coalesce(sum(${name}), 0)` : '0')).map((sum, index) => `${sum} as sum${index}`)
  return `select '${table}' as tablename, count(*) as total, ${sums.join(', ')} from ${quote}${table}${quote}${table === 'jobruns' ? " where cause = 'request'" : ''}` // a schedule starts runs whatever was asked
}
