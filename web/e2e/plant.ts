/** A small plant, made through the API like any client would, so that the tests meet what people meet. */
export type Plant = { base: string; send: (method: string, path: string, body?: unknown, version?: number) => Promise<Record<string, unknown>>; computers: number[]; machines: number[]; planId: number }

type Send = Plant['send']

export async function signInByApi(base: string, username: string, password: string): Promise<Send> {
  const answer = await fetch(`${base}/api/auth/login`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ username, password }) })
  if (!answer.ok) throw new Error(`Sign-in failed with ${answer.status}: ${await answer.text()}`)
  const cookies = answer.headers.getSetCookie().map((cookie) => cookie.split(';')[0] ?? '')
  const csrf = cookies.find((cookie) => cookie.startsWith('shopdb_csrf='))?.slice('shopdb_csrf='.length) ?? ''
  return async (method, path, body, version) => {
    const isText = typeof body === 'string'
    const response = await fetch(base + path, {
      method,
      headers: { cookie: cookies.join('; '), 'x-csrf-token': decodeURIComponent(csrf), ...(body === undefined ? {} : { 'content-type': isText ? 'image/svg+xml' : 'application/json' }), ...(version === undefined ? {} : { 'if-match': `"${version}"` }) },
      ...(body === undefined ? {} : { body: isText ? body : JSON.stringify(body) }),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`)
    return text ? JSON.parse(text) : {}
  }
}

/** Bays in two rows with an aisle between them. */
export function planSvg(): string {
  const bays = Array.from({ length: 12 }, (_, index) => {
    const [x, y] = [60 + (index % 6) * 190, index < 6 ? 60 : 400]
    return `<rect x="${x}" y="${y}" width="170" height="240" fill="#fff" stroke="#444" stroke-width="2"/><text x="${x + 14}" y="${y + 28}" font-family="sans-serif" font-size="18" fill="#666">Bay ${'ABCDEF'[index % 6]}${index < 6 ? 1 : 2}</text>`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" width="1260" height="700" viewBox="0 0 1260 700"><rect width="1260" height="700" fill="#fafafa"/><rect x="20" y="20" width="1220" height="660" fill="none" stroke="#222" stroke-width="5"/>${bays.join('')}<path d="M20 350H1240" stroke="#bbb" stroke-dasharray="14 10" stroke-width="3"/></svg>`
}

const idOf = (record: Record<string, unknown>): number => Number(record['id'])

async function statusIds(send: Send): Promise<number[]> {
  const page = await send('GET', '/api/statuses?limit=100')
  const items = page['items'] as { id: number; kind: string }[] // the list of statuses
  return ['ok', 'ok', 'ok', 'ok', 'ok', 'ok', 'warn', 'ok', 'down', 'ok', 'maintenance', 'unknown'].map((kind) => items.find((status) => status.kind === kind)?.id ?? items[0]?.id ?? 1)
}

async function makePlaces(send: Send): Promise<{ planId: number; bays: number[] }> {
  const planId = idOf(await send('POST', '/api/floorplans', { name: 'Hall 1' }))
  await send('PUT', `/api/floorplans/${planId}/image`, planSvg())
  const site = idOf(await send('POST', '/api/locations', { name: 'Main site', kind: 'site' }))
  const hall = idOf(await send('POST', '/api/locations', { name: 'Hall 1', kind: 'building', parentId: site, floorPlanId: planId }))
  const bays: number[] = []
  for (let index = 0; index < 12; index++) bays.push(idOf(await send('POST', '/api/locations', { name: `Bay ${'ABCDEF'[index % 6]}${index < 6 ? 1 : 2}`, kind: 'bay', parentId: hall, mapX: (145 + (index % 6) * 190) / 1260, mapY: (index < 6 ? 180 : 520) / 700 })))
  return { planId, bays }
}

/** Machines stand where they were placed, every third computer stands where its machine stands, some only in their bay. */
export async function makePlant(base: string, send: Send, size = 60): Promise<Plant> {
  const statuses = await statusIds(send)
  const { planId, bays } = await makePlaces(send)
  const vendors: number[] = []
  for (const name of ['Haas', 'DMG Mori', 'Mazak', 'Dell', 'HP', 'Lenovo']) vendors.push(idOf(await send('POST', '/api/vendors', { name })))
  const types = await send('GET', '/api/relationshiptypes?limit=100')
  const controls = (types['items'] as { id: number; inheritsPosition: boolean }[]).find((type) => type.inheritsPosition)?.id // the list of relationship types
  const computers: number[] = []
  const machines: number[] = []
  for (let index = 0; index < size; index++) {
    const bay = bays[index % 12]
    const [x, y] = [(70 + (index % 6) * 190 + (index * 37) % 150) / 1260, ((index % 12 < 6 ? 100 : 440) + (index * 53) % 190) / 700]
    const machine = await send('POST', '/api/equipment', { assetNumber: `CNC-${3000 + index}`, name: `${['Turning cell', 'Milling centre', 'Grinder', 'Five-axis mill'][index % 4]} ${3000 + index}`, locationId: bay, vendorId: vendors[index % 3], statusId: statuses[(index * 5) % 12], ...(index % 5 === 0 ? {} : { mapX: x, mapY: y }) })
    const computer = await send('POST', '/api/computers', { assetNumber: `PC-${10000 + index}`, name: `${['Control PC', 'Inspection PC', 'Engineering workstation'][index % 3]} ${3000 + index}`, serialNumber: `5CG${(7919 * (index + 11)).toString(36).toUpperCase().padStart(7, '0')}`, locationId: bay, vendorId: vendors[3 + (index % 3)], statusId: statuses[index % 12], warrantyUntil: '2028-06-30', ...(index % 3 === 0 ? {} : { mapX: x + 0.012, mapY: y + 0.03 }) })
    machines.push(idOf(machine))
    computers.push(idOf(computer))
    if (controls) await send('POST', '/api/relationships', { typeId: controls, fromAssetId: idOf(computer), toAssetId: idOf(machine) })
  }
  return { base, send, computers, machines, planId }
}
