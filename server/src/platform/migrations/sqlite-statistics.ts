import type { Database, SqlValue, Transaction } from '../database/database.ts'

/** What the planner is told a table holds; only the proportions count. */
const rows = 1_000_000
/** How many rows share a value of an index column that is neither a flag nor an identifier. */
const sharing = 50_000

/**
 * SQLite chooses between indexes by statistics. Its own guess takes any equality to be selective, and a sample of a
 * skewed column misleads it the same way: `active = 1` is true of nearly every row, yet was taken for a few hundred, and
 * whole indexes were read. So the planner is told once what each index is for, whatever the table holds today: a flag in
 * front tells nothing, the columns behind it tell a little, and all of an index nearly everything. Plans then never
 * change with the data, and the tests that read them hold for every site.
 */
export async function writePlannerStatistics(database: Database): Promise<void> {
  if (database.engine !== 'sqlite') return
  await database.write(async (transaction) => {
    await transaction.run('pragma analysis_limit = 1')
    await transaction.run('analyze') // makes the table of statistics, which cannot be created by name
    const indexes = await transaction.all("select name, tbl_name as tablename from sqlite_schema where type = 'index' and tbl_name not like 'sqlite_%' and tbl_name not like '%fts%'")
    await transaction.run('delete from sqlite_stat1')
    for (const { name, tablename } of indexes) await transaction.run('insert into sqlite_stat1 (tbl, idx, stat) values (?, ?, ?)', [tablename ?? null, name ?? null, await statisticsOf(transaction, name ?? null)])
    // Tables too, the hidden ones of the search index among them: what "analyze" saw of an empty one would stay in this connection.
    const tables = await transaction.all("select name from sqlite_schema where type = 'table' and name not like 'sqlite_%' and sql not like 'create virtual%'")
    for (const { name } of tables) await transaction.run('insert into sqlite_stat1 (tbl, idx, stat) values (?, null, ?)', [name ?? null, String(rows)])
    await transaction.run('analyze sqlite_schema') // this connection takes the figures over; it gathers none
    // Other open connections read the statistics with the schema; this makes them read it again.
    await transaction.run('create table statisticschanged (id integer)')
    await transaction.run('drop table statisticschanged')
  })
}

/** `rows` and then, for each further column, how many rows share the values of the columns up to it. */
async function statisticsOf(transaction: Transaction, index: SqlValue): Promise<string> {
  const columns = await transaction.all('select name from pragma_index_info(?) order by seqno', [index])
  const [list] = await transaction.all('select "unique" as isunique from pragma_index_list((select tbl_name from sqlite_schema where name = ?)) where name = ?', [index, index])
  const startsWithFlag = columns[0]?.name === 'active'
  const counts = columns.map(({ name }, position) => {
    const isLast = position === columns.length - 1
    if (isLast && list?.isunique === 1) return 1
    if (startsWithFlag && position === 0) return rows
    const depth = startsWithFlag ? position : position + 1
    // A value that lists are filtered and sorted by, such as a date, is shared by many: else its own index, which needs a sort, is taken.
    const isIdentifier = /(key|id|hash)$/.test(String(name))
    const isSelective = startsWithFlag ? isLast && (isIdentifier || columns.length > 2) : isIdentifier
    return isSelective ? 10 : Math.max(10, Math.round(sharing / 10 ** (2 * (depth - 1))))
  })
  return [rows, ...counts].join(' ')
}
