import { join } from 'node:path'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { testDatabases } from '@shopdb/server/platform/database/testing'
import { checkEngines } from './contract/check-engines.ts'
import { readPlugin } from './read-plugin.ts'
import { createPlace, writeFiles, writeSoundPlugin } from './testing.ts'

vi.setConfig({ testTimeout: 300_000 })

const { place, remove } = createPlace()
afterAll(remove)

const quiet = (): void => undefined
const addresses: Partial<Record<string, string>> = {
  mysql: process.env['SHOPDB_TEST_MYSQL_URL'] ?? 'mysql://root@127.0.0.1:3306', postgres: process.env['SHOPDB_TEST_POSTGRES_URL'] ?? 'postgres://postgres@127.0.0.1:5432', // tests have no config.ts
}
const servers = testDatabases().flatMap(({ engine }) => addresses[engine] ?? [])

/** Only SQLite has row ids. */
const onlyOnSqlite = `export default { routes: ({ database }) => [{ method: 'GET', path: '/count', permission: 'gates.read', summary: 'Count', handle: async () => ({ gates: (await database.all('select count(*) as n from gates where rowid > 0'))[0]?.n }) }] }\n`

it('the phase of engines says which of them nobody gave', async () => {
  const plugin = readPlugin(await writeSoundPlugin(join(place, 'alone'), 'gates'))
  expect(await checkEngines(plugin, quiet, [])).toEqual({ found: [], notRun: expect.stringContaining('no mysql and no postgres') })
})

describe.each(servers)('the phase of engines on %s', (server) => {
  const engine = server.split(':')[0] ?? ''

  it('finds nothing wrong with a sound plugin, and what works on SQLite alone in another', async () => {
    const sound = readPlugin(await writeSoundPlugin(join(place, engine, 'sound'), 'gates'))
    expect((await checkEngines(sound, quiet, [server])).found).toEqual([])
    const folder = await writeSoundPlugin(join(place, engine, 'broken'), 'gates')
    writeFiles(folder, { 'plugin.ts': onlyOnSqlite })
    const { found } = await checkEngines(readPlugin(folder), quiet, [server])
    expect(found.map(({ id }) => id)).toContain('engines/contract')
    expect(found.every(({ message }) => message.startsWith(`${engine}: `))).toBe(true)
  })
})
