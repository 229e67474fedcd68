import type { Engine, Transaction } from '../database/database.ts'
import type { TableModel } from './model.ts'

type SearchIndex = { table: string; column: string; grams: string }

/** The name of the index; on SQLite that of the FTS5 table is `<table>fts`. */
export function searchIndexName(table: string): string {
  return `${table}_search`
}

/** Substring search: FTS5 trigrams kept by triggers, pg_trgm, or a FULLTEXT index over trigrams that the host computed. */
export async function addSearchIndex(transaction: Transaction, engine: Engine, { table, column, grams }: SearchIndex, model: TableModel): Promise<void> {
  if (engine === 'sqlite') {
    for (const statement of sqliteStatements(table, column, model.primaryKey[0] ?? 'rowid')) await transaction.run(statement)
  } else if (engine === 'postgres') {
    await transaction.run('create extension if not exists pg_trgm')
    await transaction.run(`create index "${searchIndexName(table)}" on "${table}" using gin ("${column}" gin_trgm_ops)`)
  } else {
    // Trigrams such as "the" are words to InnoDB; with its stop words they would not be found.
    await transaction.run('set session innodb_ft_enable_stopword = off')
    await transaction.run(`create fulltext index \`${searchIndexName(table)}\` on \`${table}\` (\`${grams}\`)`)
  }
}

function sqliteStatements(table: string, column: string, key: string): string[] {
  const remove = `insert into "${table}fts" ("${table}fts", rowid, "${column}") values ('delete', old."${key}", old."${column}")`
  const insert = `insert into "${table}fts" (rowid, "${column}") values (new."${key}", new."${column}")`
  // Of a changed text only what differs: the functions are those of the writer's connection.
  const forget = remove.replace(`old."${column}")`, `text_removed(old."${column}", new."${column}"))`)
  const learn = insert.replace(`new."${column}")`, `text_added(old."${column}", new."${column}"))`)
  return [
    `create virtual table "${table}fts" using fts5 ("${column}", content = '${table}', content_rowid = '${key}', tokenize = 'trigram', detail = none, columnsize = 0)`,
    `create trigger "${table}fts_inserted" after insert on "${table}" begin ${insert}; end`,
    `create trigger "${table}fts_deleted" after delete on "${table}" begin ${remove}; end`,
    `create trigger "${table}fts_updated" after update of "${column}" on "${table}" when old."${column}" is not new."${column}" begin ${forget}; ${learn}; end`,
    // Segments are merged by eights instead of fours: a third of the work per change, no search that could be measured slower.
    `insert into "${table}fts" ("${table}fts", rank) values ('automerge', 8)`,
    `insert into "${table}fts" ("${table}fts") values ('rebuild')`,
  ]
}

export async function dropSearchIndex(transaction: Transaction, engine: Engine, table: string): Promise<void> {
  if (engine === 'postgres') return void (await transaction.run(`drop index "${searchIndexName(table)}"`))
  if (engine === 'mysql') return void (await transaction.run(`drop index \`${searchIndexName(table)}\` on \`${table}\``))
  for (const event of ['inserted', 'deleted', 'updated']) await transaction.run(`drop trigger "${table}fts_${event}"`)
  await transaction.run(`drop table "${table}fts"`)
}
