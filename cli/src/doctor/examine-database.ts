import { existsSync } from 'node:fs'
import type { Config } from '@shopdb/server/config'
import { toFailure } from '../failure.ts'
import { failed, ok, warning, type Finding } from './finding.ts'

/** The database answers. Its migrations are the business of `db status`. */
export async function examineDatabase({ databaseUrl, dataDir }: Pick<Config, 'databaseUrl' | 'dataDir'>): Promise<Finding> {
  const { parseDatabaseUrl } = await import('@shopdb/server/platform/database/database-url')
  const { engine, file } = parseDatabaseUrl(databaseUrl, dataDir)
  if (engine === 'sqlite' && !existsSync(file)) return warning('database', `${file} does not exist yet.`, 'The first start makes it: npm start')
  const { openDatabase } = await import('@shopdb/server/platform/database/open-database')
  try {
    const database = await openDatabase({ url: databaseUrl, dataDir })
    const [row] = await database.all('select 1 as answer')
    await database.close()
    return Number(row?.['answer']) === 1 ? ok('database', database.displayUrl) : failed('database', `${database.displayUrl} gave a wrong answer.`, 'See the log of the database.')
  } catch (error) {
    const failure = toFailure(error)
    return failed('database', failure.message, failure.code === 'INTERNAL' ? 'Check DATABASE_URL and that the database runs.' : failure.fix)
  }
}
