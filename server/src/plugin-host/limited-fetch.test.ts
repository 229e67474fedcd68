import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createLimitedFetch } from './limited-fetch.ts'

const seen: { url: string; method: string; body: string; authorization: string | undefined }[] = []
let server: Server
let base = ''

/** A device that redirects: to itself, to another name of this computer, for ever, or never answers. */
beforeAll(async () => {
  server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => { body += chunk.toString() })
    request.on('end', () => {
      seen.push({ url: request.url ?? '', method: request.method ?? '', body, authorization: request.headers.authorization })
      const [, what, status = '302'] = (request.url ?? '').split('/')
      const port = (server.address() as AddressInfo).port // it listens on a port
      if (what === 'stuck') return
      if (what === 'here') return void response.writeHead(Number(status), { location: '/end' }).end()
      if (what === 'away') return void response.writeHead(Number(status), { location: `http://localhost:${port}/end` }).end()
      if (what === 'round') return void response.writeHead(302, { location: '/round' }).end()
      response.end(`${request.method ?? ''} ${body}`)
    })
  })
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

const fetchTo = (outbound: string[], limit?: number) => createLimitedFetch({ name: 'sensors', manifest: { name: 'sensors', version: '1.0.0', description: '', core_version: '*', capabilities: { outbound } } }, limit)

describe('fetch of a plugin', () => {
  test('reaches the hosts of the manifest and no other', async () => {
    expect(await (await fetchTo(['127.0.0.1'])(`${base}/end`)).text()).toBe('GET ')
    await expect(fetchTo(['example.com'])(`${base}/end`)).rejects.toThrow('calls 127.0.0.1, which stands not under "outbound"')
    expect(await (await fetchTo(['*'])(`${base}/end`)).text()).toBe('GET ')
    await expect(fetchTo(['*'])('file:///etc/hosts')).rejects.toThrow('neither http nor https')
    await expect(fetchTo(['*.example.com'])('http://example.com.evil.test/')).rejects.toThrow('stands not under')
    await expect(fetchTo(['127.0.0.1'])('file:///etc/passwd')).rejects.toThrow('neither http nor https')
  })

  test('follows redirects among them, keeping method and body as browsers do', async () => {
    const limited = fetchTo(['127.0.0.1'])
    expect(await (await limited(`${base}/here`)).text()).toBe('GET ')
    expect(await (await limited(`${base}/here/302`, { method: 'POST', body: 'x' })).text()).toBe('GET ')
    expect(await (await limited(`${base}/here/307`, { method: 'POST', body: 'x' })).text()).toBe('POST x')
    expect((await limited(`${base}/here`, { redirect: 'manual' })).status).toBe(302)
    await expect(limited(`${base}/here`, { redirect: 'error' })).rejects.toThrow('does not want')
    await expect(limited(`${base}/round`)).rejects.toThrow('more than 5 times')
  })

  test('refuses a redirect to another host, before anything is sent there', async () => {
    const before = seen.length
    for (const redirect of ['follow', undefined] as const) await expect(fetchTo(['127.0.0.1'])(`${base}/away`, redirect && { redirect })).rejects.toThrow('was redirected to localhost, which stands not under')
    await expect(fetchTo(['127.0.0.1'])(new Request(`${base}/away/307`, { method: 'POST', body: 'secret', redirect: 'follow' }))).rejects.toThrow('localhost')
    expect(seen.slice(before).map(({ url }) => url)).toEqual(['/away', '/away', '/away/307'])
  })

  test('keeps credentials from another origin', async () => {
    await fetchTo(['127.0.0.1', 'localhost'])(`${base}/away`, { headers: { authorization: 'Bearer secret' } })
    expect(seen.filter(({ url }) => url === '/away').at(-1)?.authorization).toBe('Bearer secret')
    expect(seen.at(-1)).toMatchObject({ url: '/end', authorization: undefined })
  })

  test('ends at its time limit', async () => {
    await expect(fetchTo(['127.0.0.1'], 100)(`${base}/stuck`)).rejects.toMatchObject({ name: 'TimeoutError' })
  })
})
