/** Deterministic demo plant for screenshots while the real server is being built. */
type Row = { id: number; version: number; [field: string]: unknown }
let seed = 42
const random = (): number => { seed = (seed * 1664525 + 1013904223) % 4294967296; return seed / 4294967296 }
const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T // the list is never empty
const at = (minutes: number): string => new Date(Date.UTC(2026, 10, 21, 4, 30) - minutes * 60_000).toISOString()
const stamp = (index: number) => ({ version: 1, createdAt: at(90_000 + index), modifiedAt: at(Math.floor(random() * 40_000)) })

const f = (name: string, title: string, more: object = {}) => ({ name, title, type: 'string', format: null, required: false, readOnly: false, identifier: false, reference: null, labelName: null, filter: false, sort: false, searched: false, collected: false, list: null, unit: null, widget: null, group: null, order: null, help: null, enum: null, maxLength: null, ...more })
const ref = (name: string, title: string, reference: string, more: object = {}) => f(name, title, { type: 'integer', reference, labelName: name.replace(/Id$/, ''), filter: true, ...more })
const nameField = f('name', 'Name', { required: true, sort: true, searched: true, list: 1, maxLength: 255 })
const times = [f('createdAt', 'Created', { format: 'date-time', readOnly: true, sort: true }), f('modifiedAt', 'Changed', { format: 'date-time', readOnly: true, sort: true, list: 90 })]
const core = [
  f('assetNumber', 'Asset number', { identifier: true, sort: true, searched: true, required: true, list: 1, maxLength: 64 }), f('name', 'Name', { sort: true, searched: true, list: 2, maxLength: 255 }),
  ref('statusId', 'Status', 'statuses', { list: 3, required: true }), f('serialNumber', 'Serial number', { identifier: true, searched: true, list: 8, collected: true, maxLength: 128 }),
  ref('locationId', 'Location', 'locations', { list: 5, group: 'Place and ownership' }), ref('businessUnitId', 'Business unit', 'businessunits', { group: 'Place and ownership' }),
  ref('vendorId', 'Vendor', 'vendors', { list: 6 }), ref('modelId', 'Model', 'models', { list: 7 }),
  f('purchaseDate', 'Purchased', { format: 'date', group: 'Lifecycle' }), f('warrantyUntil', 'Warranty until', { format: 'date', sort: true, group: 'Lifecycle' }),
  f('lastSeenAt', 'Last seen', { format: 'date-time', readOnly: true, sort: true, list: 80, group: 'Lifecycle' }), f('notes', 'Notes', { widget: 'multiline', group: 'Notes' }),
]
const schemaOf = (title: string, fields: readonly { name: string; type: string; format: string | null; required: boolean; maxLength: number | null }[]) => ({ title, type: 'object', required: fields.filter((field) => field.required).map((field) => field.name), properties: Object.fromEntries(fields.map((field) => [field.name, { type: field.type, ...(field.format ? { format: field.format } : {}), ...(field.maxLength ? { maxLength: field.maxLength } : {}) }])) })
const model = (name: string, singular: string, title: string, titlePlural: string, icon: string, fields: readonly ReturnType<typeof f>[], more: object = {}) => ({ name, singular, title, titlePlural, icon, path: `/api/${name}`, kind: name, plugin: null, label: 'name', permissions: { read: `${name}.read`, write: `${name}.write`, delete: `${name}.delete` }, defaultSort: 'name', fields: [...fields, ...times], collections: [] as object[], schema: schemaOf(title, fields), ...more })
const disk = [f('name', 'Device', { identifier: true }), f('model', 'Model'), f('sizeBytes', 'Size', { type: 'integer', unit: 'By' }), f('freeBytes', 'Free', { type: 'integer', unit: 'By' })]
const link = [f('type', 'Type'), f('mac', 'MAC address', { widget: 'mac' }), f('ip', 'IP address', { widget: 'ip' }), f('hostname', 'Host name', { identifier: true })]
const soft = [f('application', 'Application'), f('version', 'Version', { identifier: true }), f('installedAt', 'Installed', { format: 'date' })]

export const models = [
  model('assets', 'asset', 'Asset', 'Assets', 'boxes', core, { label: 'assetNumber', defaultSort: 'assetNumber' }),
  model('computers', 'computer', 'Computer', 'Computers', 'monitor', [...core,
    f('hostname', 'Host name', { identifier: true, sort: true, searched: true, list: 4, collected: true, group: 'System' }), f('pcType', 'PC type', { enum: ['shop-floor', 'engineer', 'standard'], filter: true, group: 'System' }),
    f('operatingSystem', 'Operating system', { filter: true, collected: true, group: 'System', list: 9 }), f('cpu', 'CPU', { collected: true, group: 'Hardware' }), f('memoryBytes', 'Memory', { type: 'integer', unit: 'By', sort: true, collected: true, group: 'Hardware', list: 10 }),
    f('lastUser', 'Signed-in user', { collected: true, group: 'System' }), f('lastBoot', 'Last boot', { format: 'date-time', collected: true, group: 'System' })],
  { label: 'assetNumber', defaultSort: 'assetNumber', kind: 'computers.computer', plugin: 'computers', collections: [{ name: 'interfaces', title: 'Network interfaces', resource: 'communications', fields: link }, { name: 'disks', title: 'Disks', resource: 'computerdisks', fields: disk }, { name: 'software', title: 'Software', resource: 'installedapplications', fields: soft }] }),
  model('equipment', 'machine', 'Machine', 'Equipment', 'factory', [...core, f('machineNumber', 'Machine number', { identifier: true, sort: true, searched: true, list: 4, group: 'Machine' }), f('controller', 'Controller', { filter: true, group: 'Machine', list: 9 }), f('axisCount', 'Axes', { type: 'integer', group: 'Machine' }), f('locationOnly', 'Location only', { type: 'boolean', group: 'Machine', filter: true })],
  { label: 'assetNumber', defaultSort: 'assetNumber', kind: 'equipment.machine', plugin: 'equipment' }),
  model('locations', 'location', 'Location', 'Locations', 'map-pin', [nameField, f('kind', 'Kind', { enum: ['site', 'building', 'floor', 'bay'], filter: true, list: 2 }), ref('parentId', 'Inside', 'locations', { list: 3 }), ref('floorPlanId', 'Floor plan', 'floorplans')]),
  model('floorplans', 'floorplan', 'Floor plan', 'Floor plans', 'map', [nameField]),
  model('statuses', 'status', 'Status', 'Statuses', 'activity', [nameField, f('kind', 'Kind', { enum: ['ok', 'warn', 'down', 'maintenance', 'unknown'], list: 2 })]),
  model('vendors', 'vendor', 'Vendor', 'Vendors', 'store', [nameField, f('website', 'Website', { format: 'uri', list: 2 })]),
  model('models', 'model', 'Model', 'Models', 'shapes', [nameField, ref('vendorId', 'Vendor', 'vendors', { list: 2 })]),
  model('businessunits', 'businessunit', 'Business unit', 'Business units', 'building-2', [nameField]),
  model('relationshiptypes', 'relationshiptype', 'Relationship type', 'Relationship types', 'link', [nameField, f('inverseName', 'Inverse name', { list: 2 }), f('inheritsPosition', 'Passes its position on', { type: 'boolean', list: 3 })]),
  model('users', 'user', 'User', 'Users', 'users', [f('username', 'User name', { required: true, list: 1, sort: true }), f('name', 'Name', { list: 2 }), f('email', 'E-mail', { format: 'email' })], { label: 'username', defaultSort: 'username' }),
]

export const tables: Record<string, Row[]> = {}
const fill = (name: string, rows: object[]) => { tables[name] = rows.map((row, index) => ({ id: index + 1, ...stamp(index), ...row })) }
fill('statuses', [{ name: 'In use', kind: 'ok' }, { name: 'Needs attention', kind: 'warn' }, { name: 'Down', kind: 'down' }, { name: 'Maintenance', kind: 'maintenance' }, { name: 'Unknown', kind: 'unknown' }])
fill('vendors', ['Haas', 'DMG Mori', 'Mazak', 'Okuma', 'Dell', 'HP', 'Lenovo', 'Siemens', 'Hexagon', 'Beckhoff'].map((name) => ({ name, website: `https://www.${name.toLowerCase().replace(' ', '')}.example` })))
fill('models', [['VF-2SS', 1], ['NLX 2500', 2], ['Integrex i-200', 3], ['LB3000 EX II', 4], ['OptiPlex 7090', 5], ['EliteDesk 800 G6', 6], ['ThinkCentre M90q', 7], ['SIMATIC IPC427E', 8]].map(([name, vendorId]) => ({ name, vendorId })))
fill('businessunits', ['Turbine blades', 'Gearboxes', 'Tooling', 'Maintenance'].map((name) => ({ name })))
fill('floorplans', [{ name: 'Hall 1', hasImage: true }, { name: 'Hall 2', hasImage: false }])
fill('locations', [{ name: 'Main site', kind: 'site', parentId: null }, { name: 'Building 1', kind: 'building', parentId: 1 }, { name: 'Hall 1', kind: 'floor', parentId: 2, floorPlanId: 1 }, ...['A', 'B', 'C', 'D', 'E', 'F'].flatMap((bay) => [1, 2].map((line) => ({ name: `Bay ${bay}${line}`, kind: 'bay', parentId: 3 })))])
fill('relationshiptypes', [{ name: 'controls', inverseName: 'is controlled by', inheritsPosition: true }, { name: 'contains', inverseName: 'is part of', inheritsPosition: true }, { name: 'stands beside', inverseName: 'stands beside', inheritsPosition: false }])
fill('users', [{ username: 'admin', name: 'Site administrator' }, { username: 'mkeller', name: 'Martina Keller' }])
const machines = ['Turning cell', 'Milling centre', 'Grinder', 'Five-axis mill', 'Lathe', 'Deburring robot', 'Coordinate measuring machine']
export const assets: Row[] = []
const statusOf = (): number => { const roll = random(); return roll < 0.82 ? 1 : roll < 0.9 ? 2 : roll < 0.94 ? 3 : roll < 0.98 ? 4 : 5 }
for (let index = 1; index <= 1240; index++) {
  const isPc = index % 3 !== 0
  const bay = 4 + Math.floor(random() * 12)
  const machine = `${3000 + Math.floor(index / 3)}`
  const modelId = isPc ? 5 + Math.floor(random() * 4) : 1 + Math.floor(random() * 4)
  const own = random() < 0.7
  const x = 0.06 + ((bay - 4) % 6) * 0.15 + random() * 0.11
  const y = (bay - 4 < 6 ? 0.1 : 0.56) + random() * 0.32
  const base = { ...stamp(index), id: index, assetNumber: isPc ? `PC-${10000 + index}` : `CNC-${machine}`, name: isPc ? `${pick(['Control PC', 'Inspection PC', 'Engineering workstation', 'Shop-floor PC'])} ${machine}` : `${pick(machines)} ${machine}`, statusId: statusOf(), serialNumber: `${pick(['5CG', 'CZC', 'MJ0', 'SV'])}${(random().toString(36).toUpperCase() + 'XXXXXXXX').slice(2, 9)}`, locationId: bay, businessUnitId: 1 + Math.floor(random() * 4), vendorId: tables['models']?.[modelId - 1]?.['vendorId'], modelId, purchaseDate: `20${18 + Math.floor(random() * 8)}-0${1 + Math.floor(random() * 9)}-12`, warrantyUntil: `202${5 + Math.floor(random() * 5)}-06-30`, lastSeenAt: isPc ? at(Math.floor(random() * 4000)) : null, notes: index % 17 === 0 ? 'Spindle exchanged in spring.\nWatch the coolant level after long runs.' : null,
    position: { floorPlanId: 1, x: own ? x : isPc ? x : 0.06 + ((bay - 4) % 6) * 0.15 + 0.05, y, source: own ? 'asset' : isPc ? 'related' : 'location', viaAssetId: own || !isPc ? null : Math.max(3, index - (index % 3)) } }
  const special = isPc
    ? { type: 'computers.computer', typeTitle: 'Computer', hostname: `PLANT1-PC${10000 + index}`, pcType: pick(['shop-floor', 'shop-floor', 'engineer', 'standard']), operatingSystem: pick(['Windows 10 IoT LTSC', 'Windows 11 Pro', 'Debian 12']), cpu: pick(['Intel Core i5-10500T', 'Intel Core i7-1185G7E', 'AMD Ryzen 5 PRO 5650G']), memoryBytes: pick([8, 16, 32]) * 1024 ** 3, lastUser: pick(['mkeller', 'jortiz', 'operator']), lastBoot: at(Math.floor(random() * 20000)), provenance: { hostname: { source: 'collector computers', at: at(190), locked: false }, cpu: { source: 'collector computers', at: at(190), locked: false }, serialNumber: { source: 'Martina Keller', at: at(5000), locked: true } },
        interfaces: [{ id: 1, type: 'Ethernet', mac: `00:1A:2B:${(index >> 8).toString(16).padStart(2, '0')}:${(index & 255).toString(16).padStart(2, '0')}:01`.toUpperCase(), ip: `10.1.${2 + (index >> 8)}.${index & 255}`, hostname: `PLANT1-PC${10000 + index}` }], disks: [{ id: 1, name: 'nvme0n1', model: 'Samsung PM981a', sizeBytes: 512e9, freeBytes: 212e9 }, { id: 2, name: 'sda', model: 'WD Blue', sizeBytes: 1e12, freeBytes: 733e9 }],
        software: Array.from({ length: 48 }, (_, n) => ({ id: n + 1, application: `${pick(['Runtime', 'Driver', 'CAM Viewer', 'PC-DMIS', 'Remote agent', 'Office'])} ${n + 1}`, version: `${1 + (n % 9)}.${n % 7}.${n}`, installedAt: '2025-03-04' })) }
    : { type: 'equipment.machine', typeTitle: 'Machine', machineNumber: machine, controller: pick(['Fanuc 31i', 'Siemens 840D', 'Haas NGC', 'Mazatrol']), axisCount: 3 + Math.floor(random() * 3), locationOnly: false }
  assets.push({ ...base, ...special } as Row)
}
tables['assets'] = assets
export const relationships: { id: number; typeId: number; fromAssetId: number; toAssetId: number }[] = assets.filter((row) => row.id % 3 === 1).map((row, index) => ({ id: index + 1, typeId: 1, fromAssetId: row.id, toAssetId: Math.min(1239, row.id + 2) }))
export const history: Record<number, object[]> = {}
for (const row of assets) history[row.id] = [
  { id: row.id * 10 + 2, at: at(190 + row.id), action: 'update', actor: 'token shop-floor agent', source: 'collector computers', requestId: 'req-7f3a', changes: [{ field: 'memoryBytes', title: 'Memory', before: 8589934592, after: 17179869184 }, { field: 'lastUser', title: 'Signed-in user', before: 'jortiz', after: 'mkeller' }] },
  { id: row.id * 10 + 1, at: at(4000 + row.id), action: 'update', actor: 'Martina Keller', source: 'web', requestId: 'req-1b22', changes: [{ field: 'status', title: 'Status', before: 'Maintenance', after: 'In use' }] },
  { id: row.id * 10, at: at(90_000), action: 'create', actor: 'admin', source: 'import', requestId: 'req-0001', changes: [{ field: 'assetNumber', title: 'Asset number', before: null, after: row['assetNumber'] }] },
]
