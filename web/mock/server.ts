import { createHash, randomBytes } from 'node:crypto'
import { readFileSync, existsSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { fileURLToPath } from 'node:url'
import { assets, history, models, relationships, tables } from './data.ts'

type Row = { id: number; version: number; [field: string]: unknown }
const dist = fileURLToPath(new URL('../dist', import.meta.url))
const types: Record<string, string> = { js: 'text/javascript', css: 'text/css', html: 'text/html; charset=utf-8', svg: 'image/svg+xml', woff2: 'font/woff2' }
let signedIn = false
const relationRows = relationships.map((row) => ({ ...row }))

class Refusal extends Error { status: number; body: object; constructor(status: number, code: string, title: string, more: object = {}) { super(title); this.status = status; this.body = { type: 'about:blank', status, code, title, fix: 'See the documentation.', requestId: 'req-mock', ...more } } }

function rowsOf(name: string): Row[] {
  if (name === 'computers' || name === 'equipment') return assets.filter((row) => String(row['type']).startsWith(name))
  const rows = tables[name]
  if (!rows) throw new Refusal(404, 'NOT_FOUND', 'There is nothing at this address.')
  return rows
}

function labelled(name: string, row: Row): Row {
  const model = models.find((candidate) => candidate.name === name)
  const labels = Object.fromEntries((model?.fields ?? []).filter((field) => field.reference).map((field) => [String(field.labelName), rowsOf(String(field.reference)).find((other) => other.id === row[field.name])?.['name'] ?? null]))
  return { ...row, ...labels }
}

function list(name: string, query: URLSearchParams): object {
  const model = models.find((candidate) => candidate.name === name)
  let rows = rowsOf(name).filter((row) => !row['deleted'])
  const q = (query.get('q') ?? '').toLowerCase()
  if (q) rows = rows.filter((row) => JSON.stringify([row['assetNumber'], row['name'], row['serialNumber'], row['hostname'], row['username']]).toLowerCase().includes(q))
  const before = rows
  for (const field of model?.fields ?? []) {
    const value = query.get(field.name)
    if (value !== null) rows = rows.filter((row) => value.split(',').includes(String(row[field.name])))
  }
  const sort = query.get('sort') ?? 'id'
  const key = sort.replace('-', '')
  rows = rows.map((row) => labelled(name, row)).sort((one, other) => String(one[key] ?? '\uffff').localeCompare(String(other[key] ?? '\uffff'), 'en', { numeric: true }) * (sort.startsWith('-') ? -1 : 1))
  const limit = Number(query.get('limit') ?? 50)
  const start = Number(query.get('cursor') ?? query.get('offset') ?? 0)
  const facets = Object.fromEntries((query.get('facets') ?? '').split(',').filter(Boolean).map((field) => {
    const counts = new Map<unknown, number>()
    for (const row of before) counts.set(row[field], (counts.get(row[field]) ?? 0) + 1)
    const reference = model?.fields.find((candidate) => candidate.name === field)?.reference
    return [field, [...counts].map(([value, count]) => ({ value, count, label: reference ? rowsOf(reference).find((other) => other.id === value)?.['name'] ?? null : value })).sort((a, b) => b.count - a.count)]
  }))
  return { items: rows.slice(start, start + limit), total: rows.length, totalIsExact: true, nextCursor: start + limit < rows.length ? String(start + limit) : null, prevCursor: start > 0 ? String(Math.max(0, start - limit)) : null, facets }
}

function checkVersion(request: IncomingMessage, row: Row): void {
  const match = /(\d+)/.exec(String(request.headers['if-match'] ?? ''))
  if (!match) throw new Refusal(428, 'VERSION_REQUIRED', 'This change needs the version you read.')
  if (Number(match[1]) !== row.version) throw new Refusal(412, 'VERSION_STALE', 'Somebody changed this record after you read it.', { conflicts: [{ field: 'name', yours: 'mine', theirs: row['name'], theirsBy: 'Martina Keller', theirsAt: '2026-11-21T04:20:00.000Z' }] })
}

function planImage(): string {
  const bays = Array.from({ length: 12 }, (_, n) => `<rect x="${60 + (n % 6) * 190}" y="${n < 6 ? 60 : 400}" width="170" height="240" fill="#fff" stroke="#333" stroke-width="2"/><text x="${76 + (n % 6) * 190}" y="${n < 6 ? 90 : 430}" font-family="sans-serif" font-size="20" fill="#555">Bay ${'ABCDEF'[n % 6]}${n < 6 ? 1 : 2}</text>`).join('')
  return `<svg xmlns="http://www.w3.org/2000/svg" width="1260" height="700" viewBox="0 0 1260 700"><rect width="1260" height="700" fill="#fafafa"/><rect x="20" y="20" width="1220" height="660" fill="none" stroke="#222" stroke-width="5"/>${bays}<path d="M20 350H1240" stroke="#bbb" stroke-dasharray="14 10" stroke-width="3"/></svg>`
}

function api(request: IncomingMessage, path: string, query: URLSearchParams, body: Record<string, unknown>): object | string | null {
  const method = request.method ?? 'GET'
  if (path === 'auth/setup') return method === 'GET' ? { setupRequired: false } : (signedIn = true, {})
  if (path === 'auth/login') {
    if (body['password'] === 'wrong') throw new Refusal(401, 'CREDENTIALS_WRONG', 'User name or password is wrong.', { fix: 'Check both; an administrator can set a new password.' })
    signedIn = true
    return {}
  }
  if (!signedIn) throw new Refusal(401, 'SIGN_IN_REQUIRED', 'Sign in')
  if (path === 'auth/logout') { signedIn = false; return {} }
  if (path === 'auth/me') return { user: { id: 1, username: 'admin', name: 'Site administrator' }, permissions: models.flatMap((model) => Object.values(model.permissions)).concat('relationships.read', 'relationships.write', 'relationships.delete'), csrf: 'x' }
  if (path === 'auth/sessions') return { items: [{ id: 1, userAgent: 'Mozilla/5.0 (Windows NT 10.0) Chrome/156', ip: '10.1.2.3', createdAt: '2026-11-20T08:00:00Z', current: true }, { id: 2, userAgent: 'Mozilla/5.0 (iPad) Safari/605', ip: '10.1.2.9', createdAt: '2026-11-12T08:00:00Z' }] }
  if (path === 'tokens') return method === 'POST' ? { id: 3, name: body['name'], token: 'sdb_4f7c0a6be1d34a92b3f4' } : { items: [{ id: 1, name: 'Shop-floor agent', scopes: ['collector:computers'], createdAt: '2026-06-01T00:00:00Z', lastUsedAt: '2026-11-21T04:20:00Z' }] }
  if (path === 'resources') return { items: models }
  if (path === 'navigation') return { items: [{ id: 'home', title: 'Home', icon: 'house', path: '/', section: null, order: 1 }, { id: 'assets', title: 'All assets', icon: 'boxes', path: '/assets', section: 'inventory', order: 10 }, { id: 'computers', title: 'Computers', icon: 'monitor', path: '/computers', section: 'inventory', order: 20 }, { id: 'equipment', title: 'Equipment', icon: 'factory', path: '/equipment', section: 'inventory', order: 30 }, { id: 'map', title: 'Floor map', icon: 'map', path: '/map', section: 'places', order: 40 }, { id: 'locations', title: 'Locations', icon: 'map-pin', path: '/locations', section: 'places', order: 41 }, { id: 'floorplans', title: 'Floor plans', icon: 'layers', path: '/floorplans', section: 'places', order: 42 }, { id: 'vendors', title: 'Vendors', icon: 'store', path: '/vendors', section: 'catalogue', order: 50 }, { id: 'models', title: 'Models', icon: 'shapes', path: '/models', section: 'catalogue', order: 51 }, { id: 'plugins', title: 'Plugins', icon: 'plug', path: '/plugins', section: 'administration', order: 90 }, { id: 'users', title: 'Users', icon: 'users', path: '/users', section: 'administration', order: 91 }, { id: 'tokens', title: 'API tokens', icon: 'key', path: '/tokens', section: 'administration', order: 92 }] }
  if (path === 'plugins') return { items: [{ name: 'computers', version: '1.0.0', state: 'active', description: 'Computers with their hardware, software and network interfaces.' }, { name: 'equipment', version: '1.0.0', state: 'active', description: 'Machine tools and the computers that drive them.' }, { name: 'usb', version: '0.3.0', state: 'failed', description: 'USB media with check-out.', error: { message: 'The contract version 0.1.0 is outside of ">=0.2 <1".', fix: 'Install a version of usb that supports contract 0.2.' } }] }
  if (path === 'health') return { status: 'ok', version: '0.1.0', contractVersion: '0.2.0' }
  if (path === 'search') {
    const q = (query.get('q') ?? '').toLowerCase()
    const found = assets.filter((row) => JSON.stringify([row['assetNumber'], row['name'], row['serialNumber'], row['hostname'], row['interfaces']]).toLowerCase().includes(q)).slice(0, 14)
    return { items: found.map((row) => ({ type: row['type'], id: row.id, title: row['assetNumber'], subtitle: row['name'], url: `/assets/${row.id}`, match: String(row['assetNumber']).toLowerCase() === q ? 'exact' : 'substring' })).sort((a, b) => Number(b.match === 'exact') - Number(a.match === 'exact')) }
  }
  if (path === 'map') return { items: assets.filter((row) => !row['deleted'] && (row['position'] as { floorPlanId: number } | null)?.floorPlanId === Number(query.get('floorPlanId'))).map((row) => { const p = row['position'] as { x: number; y: number; source: string; viaAssetId: number | null }; const s = tables['statuses']?.find((status) => status.id === row['statusId']); return { id: row.id, type: row['type'], assetNumber: row['assetNumber'], name: row['name'], x: p.x, y: p.y, source: p.source, viaAssetId: p.viaAssetId, version: row.version, status: { id: s?.id, name: s?.['name'], kind: s?.['kind'] } } }) }
  const [name = '', idText, verb] = path.split('/')
  if (name === 'floorplans' && verb === 'image') return method === 'PUT' ? {} : planImage()
  if (name === 'relationships') {
    if (method === 'DELETE') { relationRows.splice(relationRows.findIndex((row) => row.id === Number(idText)), 1); return null }
    const made = { id: relationRows.length + 1000, typeId: Number(body['typeId']), fromAssetId: Number(body['fromAssetId']), toAssetId: Number(body['toAssetId']) }
    relationRows.push(made)
    return made
  }
  if (idText === undefined) {
    if (method === 'GET') return list(name, query)
    const rows = name === 'computers' || name === 'equipment' ? assets : rowsOf(name)
    if (rows.some((row) => body['assetNumber'] && row['assetNumber'] === body['assetNumber'])) throw new Refusal(409, 'DUPLICATE', 'Another record has this value already.', { fields: [{ path: '/assetNumber', message: 'This number is taken.' }] })
    const made: Row = { id: rows.length + 1, version: 1, createdAt: new Date().toISOString(), modifiedAt: new Date().toISOString(), ...body, ...(name === 'computers' ? { type: 'computers.computer', typeTitle: 'Computer' } : {}) }
    rows.push(made)
    return labelled(name, made)
  }
  const row = rowsOf(name).find((candidate) => candidate.id === Number(idText))
  if (!row || (row['deleted'] && verb !== 'restore')) throw new Refusal(404, 'NOT_FOUND', 'There is nothing at this address.')
  if (verb === 'history') return { items: history[row.id] ?? [], nextCursor: null }
  if (verb === 'relationships') return { items: relationRows.filter((entry) => entry.fromAssetId === row.id || entry.toAssetId === row.id).map((entry) => { const out = entry.fromAssetId === row.id; const other = assets.find((candidate) => candidate.id === (out ? entry.toAssetId : entry.fromAssetId)); const type = tables['relationshiptypes']?.find((candidate) => candidate.id === entry.typeId); return { id: entry.id, typeId: entry.typeId, label: out ? type?.['name'] : type?.['inverseName'], direction: out ? 'out' : 'in', asset: { id: other?.id, assetNumber: other?.['assetNumber'], name: other?.['name'], type: other?.['type'], statusId: other?.['statusId'] } } }) }
  if (verb === 'restore') { row['deleted'] = false; row.version++; return row }
  if (verb === 'locks') { const provenance = (row['provenance'] ??= {}) as Record<string, object>; for (const [field, locked] of Object.entries((body['fields'] ?? {}) as object)) provenance[field] = { source: 'admin', at: new Date().toISOString(), ...provenance[field], locked }; return {} }
  if (verb === 'position') { checkVersion(request, row); row['position'] = body['mapX'] === null ? null : { floorPlanId: 1, x: body['mapX'], y: body['mapY'], source: 'asset', viaAssetId: null }; row.version++; return row }
  if (method === 'PATCH') { checkVersion(request, row); Object.assign(row, body); row.version++; row['modifiedAt'] = new Date().toISOString() }
  if (method === 'DELETE') { checkVersion(request, row); row['deleted'] = true; return null }
  return labelled(name, row)
}

function page(response: ServerResponse): void {
  const html = readFileSync(`${dist}/index.html`, 'utf8')
  const nonce = randomBytes(16).toString('base64')
  const map = /<script type="importmap">([\s\S]*?)<\/script>/.exec(html)?.[1] ?? ''
  const hash = createHash('sha256').update(map).digest('base64')
  response.setHeader('content-security-policy', `default-src 'self'; script-src 'self' 'sha256-${hash}'; style-src 'self' 'nonce-${nonce}'; img-src 'self' data: blob:; connect-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'`)
  response.setHeader('content-type', 'text/html; charset=utf-8')
  response.end(html.replaceAll('__CSP_NONCE__', nonce))
}

export const server = createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://localhost')
  const file = `${dist}${url.pathname}`
  if (!url.pathname.startsWith('/api/')) {
    if (url.pathname === '/' || !existsSync(file) || !/\.\w+$/.test(url.pathname)) return page(response)
    response.setHeader('content-type', types[file.split('.').at(-1) ?? ''] ?? 'application/octet-stream')
    return void response.end(readFileSync(file))
  }
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => {
    const json = /json/.test(request.headers['content-type'] ?? '')
    try {
      const answer = api(request, url.pathname.slice(5), url.searchParams, json && chunks.length > 0 ? JSON.parse(Buffer.concat(chunks).toString()) : {})
      if (answer === null) return void response.writeHead(204).end()
      response.writeHead(200, { 'content-type': typeof answer === 'string' ? 'image/svg+xml' : 'application/json', 'set-cookie': 'shopdb_csrf=x; Path=/' }).end(typeof answer === 'string' ? answer : JSON.stringify(answer))
    } catch (error) {
      const refusal = error instanceof Refusal ? error : new Refusal(500, 'INTERNAL', 'Something failed on our side.', { detail: String(error) })
      response.writeHead(refusal.status, { 'content-type': 'application/problem+json' }).end(JSON.stringify(refusal.body))
    }
  })
})
server.listen(Number(process.env['PORT'] ?? 5077), '127.0.0.1')
