import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { InjectOptions } from 'fastify'
import { createApp, type App } from './app.ts'
import { loadConfig } from './config.ts'
import { testDatabases } from './platform/database/testing.ts'
import { pathOf } from './platform/http/openapi.ts'
import { publicRoutes } from './platform/http/public-routes.ts'

type Method = NonNullable<InjectOptions['method']>

/** The whole server with every bundled plugin. What holds here holds for each route there is, and for those to come. */
let app: App
let drop: () => Promise<void>
beforeAll(async () => {
  const [engine] = testDatabases()
  if (engine === undefined) throw new Error('SHOPDB_TEST_ENGINES names no engine.')
  const place = await engine.create()
  drop = place.drop
  app = await createApp(loadConfig({ SHOPDB_ENV: 'test', SHOPDB_DATA_DIR: place.dataDir, DATABASE_URL: place.url, LOG_LEVEL: 'silent' }), { webRoot: null })
})
afterAll(async () => {
  await app.close()
  await drop()
})

const system = (): Record<string, string> => ({ authorization: `Bearer ${app.localToken}` })
const routes = () => app.host.routes().map((route) => ({ ...route, method: route.method as Method })) // methods in the table are HTTP methods

describe('every route of core and plugins', () => {
  test('is closed without sign-in, but those of the reviewed list', async () => {
    const open: string[] = []
    for (const { method, url } of routes()) {
      const answer = await app.http.inject({ method, url: url.replaceAll(/:\w+/g, '1').replace('*', 'x') })
      if (answer.statusCode !== 401) open.push(`${method} ${url}`)
    }
    expect(open.filter((address) => !publicRoutes.includes(address))).toEqual([])
    expect(publicRoutes.filter((address) => !routes().some(({ method, url }) => `${method} ${url}` === address)), 'reviewed, but no route').toEqual([])
  })

  test('has a permission that is declared and a summary', () => {
    const declared = new Set(app.platform.permissions.all().map(({ id }) => id))
    const undeclared = routes().filter(({ permission }) => permission !== null && !declared.has(permission)).map(({ method, url, permission }) => `${method} ${url}: ${permission}`)
    expect(undeclared).toEqual([])
    expect(routes().filter(({ hidden, schema }) => !hidden && schema.summary === undefined).map(({ method, url }) => `${method} ${url}`)).toEqual([])
  })

  test('stands in the API description, and nothing else does', async () => {
    const { paths } = (await app.http.inject({ url: '/api/openapi.json', headers: system() })).json()
    const described = Object.entries<object>(paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`))
    expect(described.sort()).toEqual(routes().filter(({ hidden }) => !hidden).map((route) => `${route.method} ${pathOf(route)}`).sort())
  })
})

describe('hostile input never fails on our side', () => {
  const ids = ['0', '-1', '99999999999999999999', 'x', '%27', '%F0%9F%92%A9']
  const queries = ['', '?q=%27%22%3B--', '?limit=1e9', '?cursor=AAAA', '?sort=-__proto__', '?filter[__proto__][eq]=1', '?filter[name][contains]=%25%5F%5C', '?offset=-1', '?q=%ED%A0%80', '?last=true&cursor=x']
  const bodies = ['null', '[]', '{}', '{"name":{}}', '{"name":"\\u0000"}', '{"name":"\\ud800","assetNumber":"\\udfff"}', '{"version":1e400}', '{"__proto__":{}}', '[{},null,1,"x",[]]', `${'['.repeat(2000)}${']'.repeat(2000)}`]

  async function failuresOf(requests: readonly InjectOptions[]): Promise<string[]> {
    const failures: string[] = []
    for (const request of requests) {
      const answer = await app.http.inject(request)
      if (answer.statusCode >= 500) failures.push(`${request.method} ${String(request.url)} ${String(request.payload ?? '').slice(0, 60)}: ${answer.body.slice(0, 200)}`)
    }
    return failures
  }

  const addressesOf = (url: string): string[] => (/[:*]/.test(url) ? ids.map((id) => url.replaceAll(/:\w+|\*/g, id)) : [url])

  test('in addresses and queries', async () => {
    const reads = routes().filter(({ method }) => method === 'GET')
    expect(await failuresOf(reads.flatMap(({ url }) => addressesOf(url).flatMap((address) => queries.map((query) => ({ method: 'GET' as const, url: address + query, headers: system() })))))).toEqual([])
  })

  test('in bodies', async () => {
    const writes = routes().filter(({ method }) => method === 'POST' || method === 'PUT' || method === 'PATCH')
    const headers = (): Record<string, string> => ({ ...system(), 'content-type': 'application/json', 'if-match': '1' })
    expect(await failuresOf(writes.flatMap(({ method, url }) => addressesOf(url).flatMap((address) => bodies.map((payload) => ({ method, url: address, payload, headers: headers() })))))).toEqual([])
  })
})
