import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { openDatabase } from '../../platform/database/open-database.ts'
import { testDatabases } from '../../platform/database/testing.ts'
import { startServerProcess } from '../../testing/server-process.ts'

const lines = 6000

type Server = { url: string; token: string }
type Found = { id: number; state: string; batchId: string | null; counts: Record<string, number> | null }

async function call(server: Server, method: string, path: string, body?: unknown, type = 'application/json'): Promise<Found> {
  const answer = await fetch(`${server.url}${path}`, { method, headers: { authorization: `Bearer ${server.token}`, ...(body === undefined ? {} : { 'content-type': type }) }, body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body) })
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`)
  return await answer.json() as Found // the parts of the documented answer that are used
}

async function settled(server: Server, id: number, state: string): Promise<Found> {
  for (const started = Date.now(); Date.now() - started < 240_000; await delay(100)) {
    const found = await call(server, 'GET', `/api/imports/${id}`)
    if (found.state === state) return found
  }
  throw new Error(`The import did not become ${state}.`)
}

test('an import whose server is killed while it writes is finished by the next one, every line once, as one batch', async () => {
  const [engine] = testDatabases()
  if (!engine) throw new Error('SHOPDB_TEST_ENGINES names no engine.')
  const place = await engine.create()
  const first = startServerProcess(place)
  try {
    const server = await first.ready()
    const file = `name,supportPhone\n${Array.from({ length: lines }, (_, index) => `Killed ${index},${index}`).join('\n')}\n`
    const { id } = await call(server, 'POST', '/api/imports?type=vendors', file, 'text/csv')
    await call(server, 'POST', `/api/imports/${id}/check`, {})
    await settled(server, id, 'checked')
    await call(server, 'POST', `/api/imports/${id}/commit`, {})
    const database = await openDatabase({ url: place.url, dataDir: place.dataDir })
    const count = async (): Promise<number> => Number((await database.all("select count(*) as n from vendors where name like 'Killed%' and active = 1"))[0]?.n)
    for (const started = Date.now(); (await count()) < 400 && Date.now() - started < 60_000;) await delay(5)
    await first.kill()
    const written = await count()
    expect(written).toBeGreaterThan(0)
    expect(written).toBeLessThan(lines)
    const second = startServerProcess(place)
    try {
      const imported = await settled(await second.ready(), id, 'imported')
      expect(imported.counts).toEqual({ create: lines, update: 0, skip: 0, error: 0 })
      expect(await count()).toBe(lines)
      const [changes] = await database.all('select count(*) as n, count(distinct entityid) as entities from changes where batchid = ?', [imported.batchId])
      expect({ n: Number(changes?.n), entities: Number(changes?.entities) }).toEqual({ n: lines, entities: lines })
    } finally {
      await second.kill()
      await database.close()
    }
  } finally {
    await first.kill()
    await place.drop()
  }
}, 600_000)
