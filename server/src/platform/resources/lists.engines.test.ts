import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testDatabases } from '../database/testing.ts'
import { naturalKey } from '../natural-key.ts'
import { idOf, itemsOf, startTestApp, type Json, type TestApp } from '../../testing/test-app.ts'

const names = [
  'CNC-10', 'CNC-2', 'cnc-1', 'CNC-100', 'Caf\u00e9 3', 'Cafe\u0301 20', 'caf\u00c9 1', '\u00c4pfel', 'Zebra', 'apfel', '\u00e9clair', '\u6a5f\u68b0 12', '\u6a5f\u68b0 2', '\u0441\u0442\u0430\u043d\u043e\u043a 7',
  '\u{1F527} wrench', '\uffee half', 'a_b', 'a%b', 'a!b', 'ab', 'a b', 'trail ', 'trail', 'Stra\u00dfe', 'STRASSE', '007', '7', '70', '0', '-5', "O'Brien", 'x'.repeat(255), '"quoted"', '\\back\\slash',
]
const engines = testDatabases()
/** What each engine answered to the same question, without what differs by nature. */
const answers = new Map<string, Map<string, string>>()

function withoutIds(items: readonly Json[]): unknown[] {
  return items.map((item) => Object.fromEntries(Object.entries(item).filter(([name]) => !/^(id|.*Id|version|createdAt|modifiedAt|lastSeen)$/.test(name))))
}

describe.each(engines)('lists on $engine', (engine) => {
  let app: TestApp
  const own = new Map<string, string>()
  answers.set(engine.engine, own)
  const references: Record<string, number[]> = {}

  beforeAll(async () => {
    app = await startTestApp({ engine })
    const create = async (path: string, record: Json): Promise<number> => idOf(await app.request('POST', path, record))
    references.businessUnitId = [await create('/api/businessunits', { name: 'Assembly, final' }), await create('/api/businessunits', { name: '\u00dcberlingen' })]
    references.locationId = [await create('/api/locations', { name: 'Hall 1', kind: 'building' }), await create('/api/locations', { name: 'Hall 10', kind: 'building' })]
    const vendors = [await create('/api/vendors', { name: 'Haas 1' }), await create('/api/vendors', { name: 'haas 2' })]
    for (const [index, name] of [...names, ...names.slice(0, 12), ...Array<null>(14).fill(null)].entries()) {
      const shared = { assetNumber: `M-${(index * 37) % 101}`, name, businessUnitId: index % 7 === 0 ? null : references.businessUnitId[index % 9 === 0 ? 1 : 0] ?? null, locationId: index % 11 === 0 ? references.locationId[1] ?? null : null, vendorId: vendors[index % 3] ?? null, purchaseDate: index % 4 === 0 ? `20${10 + (index % 9)}-01-02` : null, serialNumber: index % 5 === 0 ? `SN ${index}` : null }
      if (index % 3 === 0) await create('/api/equipment', { ...shared, equipmentType: index % 6 === 0 ? 'mill' : 'lathe', locationOnly: index % 5 === 0 })
      else await create('/api/computers', { ...shared, hostname: `PC-${index}`, macAddress: `00-1A-2B-00-00-${(index + 16).toString(16)}`, ipAddress: `10.0.${index % 4}.${index}`, memoryBytes: index * 1024, pcType: index % 2 === 0 ? 'engineer' : null })
    }
    const gone = await create('/api/equipment', { assetNumber: 'GONE-1', name: 'Gone' })
    await app.request('DELETE', `/api/equipment/${gone}`, undefined, { 'if-match': '1' })
  })
  afterAll(async () => app.stop())

  async function list(path: string, query = ''): Promise<Json[]> {
    const answer = await app.request('GET', `${path}?limit=500&${query}`)
    expect(answer.status, `${path}?${query}: ${answer.text.slice(0, 300)}`).toBe(200)
    const items = itemsOf(answer)
    own.set(`${path}?${query}`, JSON.stringify(withoutIds(items)))
    return items
  }

  const sorts: Record<string, readonly string[]> = { '/api/assets': ['assetNumber', 'name', 'modifiedAt'], '/api/computers': ['assetNumber', 'name', 'modifiedAt'], '/api/equipment': ['assetNumber', 'name'], '/api/locations': ['path', 'name'], '/api/communicationtypes': ['name'] }

  describe.each(Object.keys(sorts))('%s', (path) => {
    test('sorts by natural order without regard to case, values before none, equal values by id', async () => {
      for (const sort of sorts[path] ?? []) {
        const items = await list(path, `sort=${sort}`)
        const value = (item: Json): string | null => (item[sort] === null ? null : sort === 'modifiedAt' ? String(item[sort]) : naturalKey(String(item[sort])))
        const compare = (direction: number) => (a: Json, b: Json): number => {
          const [left, right] = [value(a), value(b)]
          if ((left === null) !== (right === null)) return left === null ? 1 : -1
          return direction * (Buffer.compare(Buffer.from(left ?? ''), Buffer.from(right ?? '')) || Number(a.id) - Number(b.id))
        }
        expect(items.map((item) => item.id), sort).toEqual(items.toSorted(compare(1)).map((item) => item.id))
        expect((await list(path, `sort=-${sort}`)).map((item) => item.id), `-${sort}`).toEqual(items.toSorted(compare(-1)).map((item) => item.id))
      }
    })

    test('pages by cursor in both directions give exactly the sorted whole', async () => {
      const filters = ['', 'statusId=1', `businessUnitId=${references.businessUnitId?.join()}`, `locationId=${references.locationId?.join()}`, 'filter[businessUnitId][isnull]=true', 'filter[name][gte]=c'].filter((filter) => /assets|computers|equipment/.test(path) || filter === '')
      for (const sort of sorts[path] ?? []) {
        for (const query of filters.flatMap((filter) => [`${filter}&sort=${sort}`, `${filter}&sort=-${sort}`])) {
          const whole = (await list(path, query)).map((item) => item.id)
          for (const limit of [1, 7]) {
            if (limit === 1 && (sort !== 'name' || query.startsWith('&'))) continue
            expect(await walk(`${path}?${query}&limit=${limit}`, 'nextCursor'), query).toEqual(whole)
            expect((await walk(`${path}?${query}&limit=${limit}&last=true`, 'prevCursor')).toReversed(), `${query} backwards`).toEqual(whole)
          }
        }
      }
    })
  })

  /** Ids in the order of walking; going back each page is turned round. */
  async function walk(url: string, along: 'nextCursor' | 'prevCursor'): Promise<unknown[]> {
    const ids: unknown[] = []
    let cursor: unknown
    for (let pages = 0; pages < 200; pages += 1) {
      const answer = await app.request('GET', cursor === undefined ? `${url}&count=none` : `${url.replace('&last=true', '')}&count=none&cursor=${String(cursor)}`)
      const page = itemsOf(answer).map((item) => item.id)
      ids.push(...(along === 'prevCursor' ? page.toReversed() : page))
      cursor = answer.json[along]
      if (cursor === null) return ids
    }
    throw new Error(`${url} never ends`)
  }

  test('next and back again is the same page', async () => {
    const first = await app.request('GET', '/api/assets?limit=5&sort=name')
    const second = await app.request('GET', `/api/assets?limit=5&sort=name&cursor=${String(first.json.nextCursor)}`)
    const back = await app.request('GET', `/api/assets?limit=5&sort=name&cursor=${String(second.json.prevCursor)}`)
    expect(itemsOf(back)).toEqual(itemsOf(first))
    expect(back.json.prevCursor).toBeNull()
    expect(first.json.prevCursor).toBeNull()
  })

  test('an offset skips as many, to 10,000; a limit is 1 to 500', async () => {
    const whole = (await list('/api/assets', 'sort=name')).map((item) => item.id)
    expect(itemsOf(await app.request('GET', '/api/assets?limit=5&offset=20&sort=name')).map((item) => item.id)).toEqual(whole.slice(20, 25))
    expect(itemsOf(await app.request('GET', '/api/assets?limit=3&offset=55&sort=name')).map((item) => item.id)).toEqual(whole.slice(55, 58))
    const union = (await list('/api/assets', `sort=name&businessUnitId=${references.businessUnitId?.join()}`)).map((item) => item.id)
    expect(itemsOf(await app.request('GET', `/api/assets?limit=5&offset=7&sort=name&businessUnitId=${references.businessUnitId?.join()}`)).map((item) => item.id)).toEqual(union.slice(7, 12))
    for (const wrong of ['limit=0', 'limit=501', 'limit=x', 'limit=1.5', 'offset=10001', 'offset=-1']) expect((await app.request('GET', `/api/assets?${wrong}`)).status, wrong).toBe(400)
  })

  test('totals are counted as asked', async () => {
    expect((await app.request('GET', '/api/assets?limit=1')).json).toMatchObject({ total: 60, totalIsExact: true })
    expect((await app.request('GET', '/api/assets?limit=1&count=exact')).json).toMatchObject({ total: 60, totalIsExact: true })
    expect((await app.request('GET', '/api/assets?limit=1&count=none')).json).toMatchObject({ total: null, totalIsExact: false })
    expect((await app.request('GET', '/api/equipment?limit=1&equipmentType=mill')).json).toMatchObject({ total: 10 })
    expect((await app.request('GET', '/api/assets?archived=true')).json).toMatchObject({ total: 1, items: [{ assetNumber: 'GONE-1' }] })
    expect((await app.request('GET', '/api/assets?count=some')).status).toBe(400)
  })

  type Case = readonly [query: string, matches: (item: Json) => boolean]
  const key = (value: unknown): string => naturalKey(String(value))
  const cases: readonly Case[] = [
    ['name=CNC-1', (item) => key(item.name) === key('cnc-1')], ['name=cnc-01', () => false],
    ['filter[name][eq]=CAF\u00c9 3', (item) => key(item.name) === key('caf\u00e9 3')],
    ['name=CNC-2,CNC-10', (item) => ['cnc-2', 'cnc-10'].map(key).includes(key(item.name))],
    ['filter[name][in]=CNC-2,ab', (item) => ['cnc-2', 'ab'].map(key).includes(key(item.name))],
    ['filter[name][ne]=CNC-2', (item) => item.name === null || key(item.name) !== key('cnc-2')],
    ['filter[name][gt]=CNC-2&filter[name][lte]=CNC-100', (item) => item.name !== null && key(item.name) > key('cnc-2') && key(item.name) <= key('cnc-100')],
    ['filter[name][startswith]=cnc-1', (item) => /^cnc-1/i.test(String(item.name ?? ''))],
    ['filter[name][startswith]=Caf\u00e9', (item) => key(item.name ?? '').startsWith(key('caf\u00e9'))],
    ['filter[name][startswith]=a_', (item) => String(item.name ?? '').startsWith('a_')],
    ['filter[name][contains]=a_', (item) => String(item.name ?? '').includes('a_')],
    ['filter[name][contains]=%25', (item) => String(item.name ?? '').includes('%')],
    ['filter[name][contains]=!', (item) => String(item.name ?? '').includes('!')],
    ['filter[name][contains]=NC-1', (item) => /nc-1/i.test(String(item.name ?? ''))],
    ['filter[name][contains]=\u00c4PFEL', (item) => /\u00e4pfel/i.test(String(item.name ?? ''))],
    ['filter[name][contains]=\u0421\u0442\u0410\u041d\u043e', (item) => String(item.name ?? '').includes('\u0441\u0442\u0430\u043d\u043e')],
    ['filter[name][contains]=e\u0301', (item) => /\u00e9/i.test(String(item.name ?? ''))],
    ['filter[name][isnull]=true', (item) => item.name === null],
    ['filter[name][isnull]=false', (item) => item.name !== null],
    ['businessUnit=\u00fcBERLINGEN', (item) => item.businessUnit === '\u00dcberlingen'],
    ['filter[businessUnit][eq]=Assembly, final', (item) => item.businessUnit === 'Assembly, final'],
    ['filter[businessUnit][ne]=\u00dcberlingen', (item) => item.businessUnit !== '\u00dcberlingen'],
    ['filter[businessUnit][isnull]=true', (item) => item.businessUnit === null],
    ['filter[businessUnit][contains]=LINGEN', (item) => item.businessUnit === '\u00dcberlingen'],
    ['filter[businessUnit][startswith]=assembly', (item) => item.businessUnit === 'Assembly, final'],
    ['location=Hall 10', (item) => item.location === 'Hall 10'],
    ['location=nowhere', () => false],
    ['status=In use,nowhere', (item) => item.status === 'In use'],
    ['serialNumber=sn 5', (item) => item.serialNumber === 'SN 5'],
    ['filter[serialNumber][startswith]=sn 1', (item) => String(item.serialNumber ?? '').startsWith('SN 1')],
    ['filter[modifiedAt][gt]=2020-01-01', () => true],
    ['filter[modifiedAt][lt]=2020-01-01T00:00:00Z', () => false],
    ['type=equipment.equipment', (item) => item.type === 'equipment.equipment'],
    ['type=equipment.equipment&name=ab,cnc-1', (item) => item.type === 'equipment.equipment' && ['ab', 'cnc-1'].map(key).includes(key(item.name))],
  ]

  test.each(cases)('the filter %s finds what it says', async (query, matches) => {
    const everything = await list('/api/assets', 'sort=name')
    expect((await list('/api/assets', `${query}&sort=name`)).map((item) => item.name)).toEqual(everything.filter(matches).map((item) => item.name))
  })

  const ofComputers: readonly Case[] = [
    ['macAddress=001a.2b00.0011', (item) => item.macAddress === '00:1a:2b:00:00:11'],
    ['filter[macAddress][startswith]=00-1A-2B', (item) => item.macAddress !== null],
    ['filter[macAddress][startswith]=00:1a:2b:00:00:2', (item) => String(item.macAddress).startsWith('00:1a:2b:00:00:2')],
    ['filter[macAddress][contains]=2B:00', (item) => String(item.macAddress).includes('2b:00')],
    ['ipAddress=10.0.1.1', (item) => item.ipAddress === '10.0.1.1'],
    ['filter[ipAddress][startswith]=10.0.1', (item) => String(item.ipAddress).startsWith('10.0.1')],
    ['filter[ipAddress][gte]=10.0.2.0&filter[ipAddress][lt]=10.0.3.0', (item) => String(item.ipAddress).startsWith('10.0.2.')],
    ['pcType=engineer', (item) => item.pcType === 'engineer'],
    ['filter[pcType][ne]=engineer', (item) => item.pcType !== 'engineer'],
    ['filter[pcType][contains]=GIN', (item) => item.pcType === 'engineer'],
    ['filter[pcType][startswith]=eng', (item) => item.pcType === 'engineer'],
    ['filter[hostname][startswith]=pc-1&pcType=engineer', (item) => String(item.hostname).startsWith('PC-1') && item.pcType === 'engineer'],
    ['serialNumber=SN 5', (item) => item.serialNumber === 'SN 5'],
    ['filter[name][contains]=nc-1', (item) => /nc-1/i.test(String(item.name ?? ''))],
    ['filter[name][startswith]=cnc-1', (item) => /^cnc-1/i.test(String(item.name ?? ''))],
    ['filter[assetNumber][startswith]=m-1', (item) => /^m-1/i.test(String(item.assetNumber))],
    ['filter[operatingSystem][isnull]=true', () => true],
  ]

  test.each(ofComputers)('the filter %s of computers finds what it says', async (query, matches) => {
    const everything = await list('/api/computers', 'sort=assetNumber')
    expect((await list('/api/computers', `${query}&sort=assetNumber`)).map((item) => item.assetNumber)).toEqual(everything.filter(matches).map((item) => item.assetNumber))
  })

  test('unknown fields, sorts and operators are refused, naming the nearest', async () => {
    const refused = async (query: string): Promise<string> => {
      const answer = await app.request('GET', `/api/assets?${query}`)
      expect(answer.status, query).toBe(400)
      return JSON.stringify(answer.json.fields)
    }
    expect(await refused('stauts=1')).toContain('\\"status\\"')
    expect(await refused('filter[nmae][eq]=1')).toContain('\\"name\\"')
    expect(await refused('filter[name][startwith]=1')).toContain('\\"startswith\\"')
    expect(await refused('sort=nam')).toContain('\\"name\\"')
    expect(await refused('facets=statsu')).toContain('\\"status\\"')
    expect(await refused('cursr=1')).toContain('\\"cursor\\"')
  })

  test('values that a field cannot hold are refused, on every engine alike', async () => {
    for (const query of ['statusId=x', 'filter[statusId][startswith]=1', 'filter[statusId][contains]=1', 'filter[modifiedAt][contains]=2', 'filter[modifiedAt][gt]=soon', 'filter[name][isnull]=maybe', 'name=%00', 'filter[name][contains]=%00', 'filter[status][gt]=a', 'facets=name', 'q=%00%00%00', `statusId=${'1,'.repeat(101)}1`]) {
      const answer = await app.request('GET', `/api/assets?${query}`)
      expect(query.startsWith('q=') ? [200, 400] : [400], `${query} ${answer.text.slice(0, 200)}`).toContain(answer.status)
    }
    const cursor = (...parts: unknown[]): string => Buffer.from(JSON.stringify(parts)).toString('base64url')
    for (const wrong of ['x', cursor('name', 'a', 'b', 1), cursor('assetNumber', 'a', 1, 1), cursor('name', 5, 1, 1), cursor('name', 'a\u0000', 1, 1), cursor('name', {}, 1, 1)]) expect((await app.request('GET', `/api/assets?sort=name&cursor=${wrong}`)).status, wrong).toBe(400)
    for (const wrong of [cursor('modifiedAt', 'x', 1, 1), cursor('modifiedAt', 1e300, 1, 1), cursor('modifiedAt', 1.5, 1, 1), cursor('modifiedAt', null, 1, 1)]) expect((await app.request('GET', `/api/assets?sort=modifiedAt&cursor=${wrong}`)).status, wrong).toBe(400)
  })

  test('facets count the values of a field among what the other filters leave', async () => {
    const answer = await app.request('GET', '/api/equipment?facets=equipmentType,businessUnitId&equipmentType=mill')
    expect(answer.json.facets).toMatchObject({ equipmentType: [{ value: 'lathe', count: 10 }, { value: 'mill', count: 10 }] })
    for (const path of ['/api/assets', '/api/computers']) {
      const { facets } = (await app.request('GET', `${path}?facets=businessUnit,locationId,statusId`)).json
      own.set(`${path} facets`, JSON.stringify(facets, (name, value: unknown) => (name === 'value' && typeof value === 'number' ? 'id' : value)))
    }
  })

  test('q finds by any text of the record, within the other filters', async () => {
    expect((await list('/api/assets', 'q=cnc-1&sort=name')).map((item) => item.name)).toContain('cnc-1')
    expect((await list('/api/equipment', 'q=zebra')).length + (await list('/api/computers', 'q=zebra')).length).toBe(2)
    expect(await list('/api/computers', 'q=pc-1 10.0&sort=assetNumber')).not.toEqual([])
    expect(await list('/api/assets', 'q=nothing-like-it')).toEqual([])
  })

  test('a changed record is counted and listed at once', async () => {
    const before = Number((await app.request('GET', '/api/vendors?limit=1')).json.total)
    const id = idOf(await app.request('POST', '/api/vendors', { name: 'At once' }))
    expect((await app.request('GET', '/api/vendors?limit=1')).json.total).toBe(before + 1)
    await app.request('DELETE', `/api/vendors/${id}`, undefined, { 'if-match': '1' })
    expect((await app.request('GET', '/api/vendors?limit=1')).json.total).toBe(before)
  })
})

test.runIf(engines.length > 1)('every engine gives the same answers', () => {
  const [first, ...others] = [...answers]
  expect(first?.[1].size).toBeGreaterThan(50)
  for (const [engine, given] of others) {
    for (const [query, answer] of first?.[1] ?? []) expect(given.get(query), `${query} on ${engine}`).toBe(answer)
  }
})
