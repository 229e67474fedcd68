import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testDatabases } from '../../platform/database/testing.ts'
import { idOf, itemsOf, startTestApp, type TestApp } from '../../testing/test-app.ts'

const lines = (text: string): string[] => text.split('\r\n').slice(0, -1)

describe.each(testDatabases())('lists as CSV on $engine', (engine) => {
  let app: TestApp
  let [hall, bay]: number[] = []
  beforeAll(async () => {
    app = await startTestApp({ engine })
    hall = idOf(await app.request('POST', '/api/locations', { name: 'Hall 1', kind: 'building' }))
    bay = idOf(await app.request('POST', '/api/locations', { name: 'Bay', kind: 'bay', parentId: hall }))
    const twin = idOf(await app.request('POST', '/api/locations', { name: 'Bay', kind: 'bay' }))
    await app.request('POST', '/api/computers', { assetNumber: 'PC-2', name: '=SUM(A1)', notes: 'a "quoted"\nnote, with all', locationId: bay, tags: ['blue; green', 'red'], memoryBytes: 8_589_934_592 })
    await app.request('POST', '/api/computers', { assetNumber: 'PC-10', name: '-5', locationId: hall })
    await app.request('POST', '/api/computers', { assetNumber: 'PC-1', name: "'=x", locationId: twin })
  })
  afterAll(async () => app.stop())

  test('hold what the same query shows, in its order, with readable references', async () => {
    const answer = await app.request('GET', '/api/computers?format=csv&sort=assetNumber&columns=assetNumber,name,location,notes,tags,memoryBytes')
    expect(answer.status).toBe(200)
    expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8')
    expect(answer.headers['content-disposition']).toMatch(/^attachment; filename="computers-\d{4}-\d\d-\d\d\.csv"$/)
    const [header, ...rows] = answer.text.split(/\r\n(?=PC|$)/)
    expect(header).toBe('assetNumber,name,location,notes,tags,memoryBytes')
    expect(rows[0]).toMatch(/^PC-1,''=x,Bay \(#\d+\),,,$/)
    expect(rows[1]).toBe(`PC-2,'=SUM(A1),Bay (#${bay}),"a ""quoted""\nnote, with all",blue\\; green; red,8589934592`)
    expect(rows[2]).toBe('PC-10,-5,Hall 1,,,')
    expect(lines((await app.request('GET', `/api/computers?locationId=${hall}`, undefined, { accept: 'text/csv' })).text)).toHaveLength(2)
    expect(lines((await app.request('GET', '/api/computers?format=csv&sort=-assetNumber&columns=assetNumber&limit=1&q=pc')).text)).toEqual(['assetNumber', 'PC-10', 'PC-2', 'PC-1'])
  })

  test('have every declared field by default; titles and a byte order mark on request', async () => {
    const [header] = lines((await app.request('GET', '/api/computers?format=csv')).text)
    const [record] = itemsOf(await app.request('GET', '/api/computers'))
    const model = app.app.platform.resources.get('computers')
    const names = (model?.fields ?? []).filter(({ name }) => name !== 'typeId').map(({ name, labelName }) => labelName ?? name)
    expect(header?.split(',')).toEqual(['id', ...names, 'tags'])
    expect(record).toBeDefined()
    const marked = await app.request('GET', '/api/vendors?format=csv&headers=titles&bom=true&columns=name,supportPhone')
    expect(lines(marked.text)[0]).toBe('\ufeffName,Support phone')
  })

  test('refuse what the list refuses, before anything is sent', async () => {
    expect((await app.request('GET', '/api/computers?format=csv&columns=assetNumber,nmae')).json).toMatchObject({ status: 400, code: 'QUERY_UNKNOWN', detail: '"nmae" is not a column; nearest: "name".' })
    expect((await app.request('GET', '/api/computers?format=csv&sort=nothing')).status).toBe(400)
    expect((await app.request('GET', '/api/computers?format=xml')).status).toBe(400)
    expect((await app.anonymous('GET', '/api/computers?format=csv')).status).toBe(401)
    const reader = await app.as(['assets.read'])
    expect((await reader('GET', '/api/computers?format=csv')).status).toBe(403)
    expect(lines((await reader('GET', '/api/assets?format=csv&columns=assetNumber')).text)).toEqual(['assetNumber'])
  })

  test('are complete beyond one page, for every sort and for a search that finds more than a list shows', async () => {
    const count = 1203
    const numbers = Array.from({ length: count }, (_, index) => `widget ${index}`)
    for (let start = 0; start < count; start += 50) await Promise.all(numbers.slice(start, start + 50).map((name, index) => app.request('POST', '/api/vendors', { name, supportPhone: (start + index) % 3 === 0 ? '+49 30' : null })))
    const all = lines((await app.request('GET', '/api/vendors?format=csv&columns=name')).text).slice(1).filter((name) => name.startsWith('widget'))
    expect(all).toEqual(numbers)
    const found = lines((await app.request('GET', '/api/vendors?format=csv&columns=name&q=widget&sort=-name')).text).slice(1)
    expect(found).toEqual(numbers.toReversed())
    const changed = lines((await app.request('GET', '/api/vendors?format=csv&columns=name&sort=-modifiedAt&filter[name][startswith]=widget')).text).slice(1)
    expect(changed.toSorted()).toEqual(numbers.toSorted())
  }, 120_000)
})
