import { createHash } from 'node:crypto'
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApp, type App } from '../../app.ts'
import { loadConfig } from '../../config.ts'
import { testDatabases, type TestDatabase } from '../../platform/database/testing.ts'
import { createLogger } from '../../platform/http/logger.ts'
import { drawFloor } from './draw-floor.ts'
import { layOutPlant } from './plant.ts'

const moment = Date.UTC(2026, 4, 4, 9, 30)

async function startDemo(place: TestDatabase): Promise<App> {
  const config = loadConfig({ SHOPDB_DATA_DIR: place.dataDir, DATABASE_URL: place.url, SHOPDB_DEMO: '1', LOG_LEVEL: 'silent' })
  return createApp(config, { log: createLogger('silent'), now: () => moment })
}

type Records = Record<string, unknown>[]

describe.each(testDatabases())('the demo plant on $engine', ({ create }) => {
  let place: TestDatabase
  let app: App
  beforeAll(async () => {
    place = await create()
    app = await startDemo(place)
  }, 120_000)
  afterAll(async () => {
    await app.close()
    await place.drop()
    rmSync(place.dataDir, { recursive: true, force: true })
  })
  const get = async (url: string): Promise<Record<string, unknown>> => {
    const answer = await app.http.inject({ url, headers: { authorization: `Bearer ${app.localToken}` } })
    expect(answer.statusCode, `${url}: ${answer.body.slice(0, 300)}`).toBe(200)
    return answer.json()
  }
  const items = async (url: string): Promise<Records> => (await get(url)).items as Records // every list answers items

  it('is there after the first start', async () => {
    // 200 of the plant itself, and what the plugins add to it by their hook: switches, printers, USB media, measuring tools.
    expect(Number((await get('/api/assets')).total)).toBeGreaterThan(300)
    expect(await get('/api/equipment')).toMatchObject({ total: 80 })
    expect(await get('/api/computers')).toMatchObject({ total: 120 })
  })

  it('fills every list of core and of plugins that bring a demo, but files and comments, which people add', async () => {
    const bringsDemo = (plugin: string | null): boolean => plugin === null || existsSync(join(import.meta.dirname, '../../../../plugins', plugin, 'demo.json'))
    const models = app.platform.resources.all().filter(({ name, plugin }) => !['attachments', 'comments'].includes(name) && bringsDemo(plugin))
    for (const model of models) expect((await items(model.path)).length, model.path).toBeGreaterThan(0)
  })

  it('shows each machine and the PC that drives it at the same place on the map', async () => {
    const [plan] = (await items('/api/floorplans')).filter((candidate) => String(candidate.name).startsWith('Hall 1'))
    const markers = await items(`/api/map?floorPlanId=${plan?.id}`)
    const machine = markers.find((marker) => marker.type === 'equipment.equipment' && marker.source === 'asset')
    const [relation] = (await items(`/api/assets/${machine?.id}/relationships`)).filter((item) => item.label === 'is controlled by' || item.label === 'contains')
    const controller = markers.find((marker) => marker.id === (relation?.asset as { id: number } | undefined)?.id) // a relationship names the other asset
    expect(controller).toMatchObject({ type: 'computers.computer', source: 'related', viaAssetId: machine?.id, x: machine?.x, y: machine?.y })
  })

  it('is found by part of an address, a number or a name', async () => {
    const [computer] = await items('/api/computers?limit=1')
    for (const query of [String(computer?.macAddress).slice(3, 14), String(computer?.hostname).slice(1), 'große halle', '"special"', 'מחרטה']) expect((await items(`/api/search?q=${encodeURIComponent(query)}`)).length, query).toBeGreaterThan(0)
  })

  it('has a past: several changes by people and the collector', async () => {
    const changes = await app.platform.database.all("select entityid, source, actor, at from changes where kind = 'computers.computer' order by id")
    expect(new Set(changes.map((change) => change.source))).toEqual(new Set(['collector:computers', 'web']))
    expect(new Set(changes.map((change) => change.actor)).size).toBeGreaterThan(3)
    expect(changes.length).toBeGreaterThan(180)
    const [asset] = await app.platform.database.all('select id, version, (select count(*) from changes c where c.entityid = a.id and c.kind = ?) as changes from assets a where typeid = (select id from assettypes where name = ?) order by version desc limit 1', ['computers.computer', 'computers.computer'])
    expect(Number(asset?.version)).toBeGreaterThan(2)
    expect(asset?.changes).toBe(asset?.version)
  })

  it('serves its floor plans as drawings', async () => {
    const [plan] = await items('/api/floorplans')
    const answer = await app.http.inject({ url: `/api/floorplans/${plan?.id}/image`, headers: { authorization: `Bearer ${app.localToken}` } })
    expect(answer.headers['content-type']).toBe('image/svg+xml')
    expect(answer.body).toContain('<svg')
  })

  it('is the same every time', async () => {
    const again = await create()
    const second = await startDemo(again)
    try {
      expect(await contentHash(second)).toBe(await contentHash(app))
    } finally {
      await second.close()
      await again.drop()
      rmSync(again.dataDir, { recursive: true, force: true })
    }
  }, 120_000)
})

/** Everything of the plant; ids of child rows may have gaps on servers, so tables are compared by what they say. */
async function contentHash({ platform }: App): Promise<string> {
  const hash = createHash('sha256')
  for (const text of ['select assetnumber, name, serialnumber, statusid, mapx, mapy, purchasedate, notes, version, modifiedat, provenance from assets order by assetnumberkey', 'select name, macaddress, ipaddress from communications order by macaddresskey, name, settings', 'select hostname, cpu, memorybytes, lastboot from computers order by hostnamekey, cpu', 'select at, actor, action, label from changes where kind in (\'computers.computer\', \'equipment.equipment\') order by at, label', 'select path, kind, mapx from locations order by pathkey']) {
    hash.update(JSON.stringify(await platform.database.all(text)))
  }
  return hash.digest('hex')
}

describe('the layout of a plant', () => {
  it.each([[80, 40], [400_000, 200_000], [3, 1], [0, 7], [9, 0]])('gives every one of %i machines and %i desks a place inside its bay', (machines, desks) => {
    const areas = layOutPlant(machines, desks).flatMap((building) => building.areas)
    const spots = (kind: string): number => areas.filter((area) => area.kind === kind).flatMap((area) => area.bays).reduce((sum, bay) => sum + bay.spots, 0)
    expect([spots('hall'), spots('office')]).toEqual([machines, desks])
    for (const { bays } of areas) for (const { place } of bays) expect([place.x >= 0, place.x + place.width <= 1600, place.y + place.height <= 1000]).toEqual([true, true, true])
  })

  it('draws walls, bays and their names', () => {
    const [hall] = layOutPlant(80, 0).flatMap((building) => building.areas)
    expect(drawFloor(hall ?? expect.fail())).toMatch(/Bay A1[\s\S]*Machining North/)
  })
})
