import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { startTestApp, type Json } from '../../testing/test-app.ts'

/** Files as other asset programs export them, kept outside the repository. */
const folder = join(import.meta.dirname, '../../../../../shared/data/samples/legacy/snipe-it-csv')

if (existsSync(folder)) {
  test('lists of another program import as they are, after the vendors and locations they name', async () => {
    const app = await startTestApp()
    const rehearse = async (type: string, file: string): Promise<Json> => {
      const { json } = await app.request('POST', `/api/imports?type=${type}`, readFileSync(join(folder, file)), { 'content-type': 'text/csv' })
      await app.request('POST', `/api/imports/${String(json.id)}/check`, { dates: 'mdy' })
      for (const started = Date.now(); Date.now() - started < 60_000; await delay(20)) {
        const found = (await app.request('GET', `/api/imports/${String(json.id)}`)).json
        if (found.state === 'checked') return found
      }
      throw new Error(`${file} was not rehearsed.`)
    }
    try {
      const first = await rehearse('computers', 'assets-sample.csv')
      expect(first.lines).toBeGreaterThan(15)
      expect(first.options).toMatchObject({ columns: expect.arrayContaining(['name', 'assetNumber', 'vendor', 'location', 'model', 'purchaseDate']) })
      const rows = (await app.request('GET', `/api/imports/${String(first.id)}/rows?limit=500`)).json.items as { problems: { column: string; message: string }[] }[] // documented answer
      const missing = (column: string): string[] => [...new Set(rows.flatMap(({ problems }) => problems.filter((problem) => problem.column === column).map(({ message }) => /"(.+)"/.exec(message)?.[1] ?? '')))]
      for (const [column, path, more] of [['Manufacturer', '/api/vendors', {}], ['Location', '/api/locations', { kind: 'area' }], ['Model', '/api/models', {}]] as const) {
        for (const name of missing(column)) await app.request('POST', path, { name, ...more })
      }
      const second = await rehearse('computers', 'assets-sample.csv')
      const left = (await app.request('GET', `/api/imports/${String(second.id)}/rows?outcome=error&limit=3`)).json.items
      expect(second.counts, JSON.stringify(left)).toMatchObject({ create: first.lines, error: 0 })
      expect((await rehearse('models', 'models-sample.csv')).counts).toMatchObject({ error: expect.any(Number) })
    } finally {
      await app.stop()
    }
  }, 120_000)
} else {
  test('the lists of another program are not here', () => expect(existsSync(folder)).toBe(false))
}
