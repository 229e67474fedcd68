import type { OwnTransaction, PluginContext, Row, RowValue } from '@shopdb/plugin-api'

type Database = PluginContext['database']
type Reader = Pick<Database, 'all'> | Pick<OwnTransaction, 'all'>

const subnetColumns = 'id, version, prefix, name, vlanid, locationid, gateway, dhcpfrom, dhcpto, dhcpfromkey, dhcptokey, isolated, warnpercent, startkey, endkey, prefixlength'
const portColumns = 'id, version, assetid, name, place, medium, interfacetype, status, statussince, speedmbps, vlan, vlanid, description, isuplink, servesid, peerportid, cablelabel, macaddress, interfaceindex, poe'
const usedKeys = 'select subnetid, addresskey from ipaddresses where active = 1 and subnetid is not null union select subnetid, addresskey from reportedinterfaces where addresskey is not null and subnetid is not null'
export const chunk = 500

// Subnets

/** All of them, those that contain others before what they contain. */
export async function findSubnets(database: Reader): Promise<Row[]> {
  return database.all(`select ${subnetColumns} from subnets where active = 1 order by startkey, prefixlength`)
}

export async function findSubnet(database: Reader, id: number): Promise<Row | null> {
  return (await database.all(`select ${subnetColumns} from subnets where active = 1 and id = ?`, [id]))[0] ?? null
}

/** How many addresses of each subnet are planned, and how many are in use, planned or reported; without those of the subnets inside of it. */
export async function countUse(database: Reader): Promise<Row[]> {
  return database.all(
    `select u.subnetid, count(*) as used, sum(case when s.dhcpfromkey is not null and u.addresskey >= s.dhcpfromkey and u.addresskey <= s.dhcptokey then 1 else 0 end) as indhcp
     from (${usedKeys}) u join subnets s on s.id = u.subnetid group by u.subnetid`)
}

export async function countPlanned(database: Reader): Promise<Row[]> {
  return database.all('select subnetid, count(*) as planned from ipaddresses where active = 1 and subnetid is not null group by subnetid')
}

/** Which reported addresses lie in a subnet now: those that nobody has, and those of the subnet around it. */
export async function moveReportedInto(transaction: OwnTransaction, subnetId: number, startKey: string, endKey: string, parentId: number | null): Promise<void> {
  await transaction.run('update reportedinterfaces set subnetid = ? where addresskey >= ? and addresskey <= ? and (subnetid is null or subnetid = ?)', [subnetId, startKey, endKey, parentId ?? 0])
}

export async function moveReportedOut(transaction: OwnTransaction, subnetId: number, parentId: number | null): Promise<void> {
  await transaction.run('update reportedinterfaces set subnetid = ? where subnetid = ?', [parentId, subnetId])
}

export async function findPlannedBetween(database: Reader, startKey: string, endKey: string, parentId: number | null): Promise<number[]> {
  const rows = await database.all('select id from ipaddresses where active = 1 and addresskey >= ? and addresskey <= ? and (subnetid is null or subnetid = ?)', [startKey, endKey, parentId ?? 0])
  return rows.map((row) => Number(row.id))
}

export async function findPlannedOf(database: Reader, subnetId: number): Promise<number[]> {
  return (await database.all('select id from ipaddresses where active = 1 and subnetid = ?', [subnetId])).map((row) => Number(row.id))
}

// Addresses

/** Keys in use between two, in their order: a page of them, so that a large subnet is never read as a whole. */
export async function findUsedKeys(database: Reader, from: string, to: string, limit: number): Promise<string[]> {
  const rows = await database.all(
    `select addresskey from (select addresskey from ipaddresses where active = 1 and addresskey >= ? and addresskey <= ? order by addresskey limit ${limit}) p
     union select addresskey from (select distinct addresskey from reportedinterfaces where addresskey >= ? and addresskey <= ? order by addresskey limit ${limit}) r
     order by addresskey limit ${limit}`, [from, to, from, to])
  return rows.map((row) => String(row.addresskey))
}

const plannedColumns = 'id, version, address, addresskey, subnetid, assetid, purpose, hostname, macaddress, notes'

export async function findPlannedByKeys(database: Reader, from: string, to: string): Promise<Row[]> {
  return database.all(`select ${plannedColumns} from ipaddresses where active = 1 and addresskey >= ? and addresskey <= ? order by addresskey`, [from, to])
}

export async function findPlannedOfAsset(database: Reader, assetId: number): Promise<Row[]> {
  return database.all(`select ${plannedColumns} from ipaddresses where active = 1 and assetid = ? order by addresskey`, [assetId])
}

export async function findPlannedOfAssets(database: Reader, assetIds: readonly number[]): Promise<Row[]> {
  return inChunks(assetIds, (ids) => database.all(`select ${plannedColumns} from ipaddresses where active = 1 and assetid in (${marks(ids)}) order by addresskey`, ids))
}

export async function findPlanned(database: Reader, id: number): Promise<Row | null> {
  return (await database.all(`select ${plannedColumns} from ipaddresses where active = 1 and id = ?`, [id]))[0] ?? null
}

const reportedColumns = 'source, assetid, name, mac, address, addresskey, subnetid, changedat, seenat'

export async function findReportedByKeys(database: Reader, from: string, to: string): Promise<Row[]> {
  return database.all(`select ${reportedColumns} from reportedinterfaces where addresskey >= ? and addresskey <= ? order by addresskey, source`, [from, to])
}

export async function findReportedOfAssets(database: Reader, assetIds: readonly number[]): Promise<Row[]> {
  return inChunks(assetIds, (ids) => database.all(`select ${reportedColumns} from reportedinterfaces where assetid in (${marks(ids)}) order by assetid, source`, ids))
}

export async function findReportedBySource(database: Reader, sources: readonly string[]): Promise<Row[]> {
  return inChunks(sources, (some) => database.all(`select source, changedat from reportedinterfaces where source in (${marks(some)})`, some))
}

export async function removeUnseen(transaction: OwnTransaction, prefix: string, before: number): Promise<number> {
  return transaction.run('delete from reportedinterfaces where source like ? and seenat < ?', [`${prefix}%`, before])
}

/** Addresses that more than one asset reports, outside of isolated subnets and of what the plan says is shared. */
export async function findReportedTwice(database: Reader): Promise<Row[]> {
  return database.all(
    `select r.addresskey, min(r.address) as address, min(r.subnetid) as subnetid, count(distinct r.assetid) as owners from reportedinterfaces r
     left join subnets s on s.id = r.subnetid left join ipaddresses a on a.addresskey = r.addresskey and a.active = 1
     where r.addresskey is not null and r.assetid is not null and coalesce(s.isolated, 0) = 0 and coalesce(a.purpose, 'assigned') <> 'virtual'
     group by r.addresskey having count(distinct r.assetid) > 1`)
}

/** Addresses that another asset reports than the plan says, or that nobody may have. */
export async function findAgainstPlan(database: Reader): Promise<Row[]> {
  return database.all(
    `select a.addresskey, a.address, a.subnetid, a.purpose, a.assetid, r.assetid as reporterid from ipaddresses a join reportedinterfaces r on r.addresskey = a.addresskey
     left join subnets s on s.id = a.subnetid
     where a.active = 1 and r.assetid is not null and coalesce(s.isolated, 0) = 0 and ((a.purpose = 'assigned' and a.assetid is not null and a.assetid <> r.assetid) or a.purpose = 'reserved') order by a.addresskey`)
}

/** Addresses that are planned inside of what DHCP gives out. */
export async function findPlannedInDhcp(database: Reader): Promise<Row[]> {
  return database.all("select a.addresskey, a.address, a.subnetid, a.assetid from ipaddresses a join subnets s on s.id = a.subnetid where a.active = 1 and a.purpose = 'assigned' and s.dhcpfromkey is not null and a.addresskey >= s.dhcpfromkey and a.addresskey <= s.dhcptokey")
}

export async function findAssetsReporting(database: Reader, keys: readonly string[]): Promise<Row[]> {
  return inChunks(keys, (some) => database.all(`select distinct addresskey, assetid from reportedinterfaces where assetid is not null and addresskey in (${marks(some)})`, some))
}

/** Reported addresses in subnets that nobody planned, outside of what DHCP gives out. */
export async function countUnplanned(database: Reader): Promise<number> {
  const [row] = await database.all(
    `select count(distinct r.addresskey) as n from reportedinterfaces r join subnets s on s.id = r.subnetid left join ipaddresses a on a.addresskey = r.addresskey and a.active = 1
     where r.addresskey is not null and a.id is null and (s.dhcpfromkey is null or r.addresskey < s.dhcpfromkey or r.addresskey > s.dhcptokey)`)
  return Number(row?.n ?? 0)
}

/** Assigned addresses that nobody reports. */
export async function countSilent(database: Reader): Promise<number> {
  const [row] = await database.all("select count(*) as n from ipaddresses a left join reportedinterfaces r on r.addresskey = a.addresskey where a.active = 1 and a.purpose = 'assigned' and r.source is null")
  return Number(row?.n ?? 0)
}

// Conflicts

export async function findConflicts(database: Reader, limit: number): Promise<Row[]> {
  return database.all(`select conflict, kind, address, addresskey, subnetid, assetids, sinceat from addressconflicts order by addresskey limit ${Math.trunc(limit)}`)
}

export async function findConflictsBetween(database: Reader, from: string, to: string): Promise<Row[]> {
  return database.all('select conflict, kind, address, addresskey, subnetid, assetids, sinceat from addressconflicts where addresskey >= ? and addresskey <= ?', [from, to])
}

export async function countConflicts(database: Reader): Promise<number> {
  return Number((await database.all('select count(*) as n from addressconflicts'))[0]?.n ?? 0)
}

export async function removeConflicts(transaction: OwnTransaction, conflicts: readonly string[]): Promise<void> {
  for (const conflict of conflicts) await transaction.run('delete from addressconflicts where conflict = ?', [conflict])
}

// Devices and ports

export async function findPorts(database: Reader, assetId: number): Promise<Row[]> {
  return database.all(`select ${portColumns} from networkports where active = 1 and assetid = ? order by place, namekey, id`, [assetId])
}

export async function findPort(database: Reader, id: number): Promise<Row | null> {
  return (await database.all(`select ${portColumns} from networkports where active = 1 and id = ?`, [id]))[0] ?? null
}

export async function findPortsById(database: Reader, ids: readonly number[]): Promise<Row[]> {
  return inChunks(ids, (some) => database.all(`select ${portColumns} from networkports where active = 1 and id in (${marks(some)})`, some))
}

/** Ports by the devices they are on; what is asked for is narrowed to their names in the caller. */
export async function findPortsOf(database: Reader, assetIds: readonly number[]): Promise<Row[]> {
  return inChunks(assetIds, (ids) => database.all(`select ${portColumns} from networkports where active = 1 and assetid in (${marks(ids)})`, ids))
}

/** Ports that assets are plugged into. */
export async function findPortsServing(database: Reader, assetIds: readonly number[]): Promise<Row[]> {
  return inChunks(assetIds, (ids) => database.all(`select ${portColumns} from networkports where active = 1 and servesid in (${marks(ids)})`, ids))
}

export async function findTemplates(database: Reader, deviceTypeId: number): Promise<Row[]> {
  return database.all('select id, name, place, medium, interfacetype, speedmbps, poe from networkporttemplates where active = 1 and devicetypeid = ? order by place, id', [deviceTypeId])
}

export async function findDeviceType(database: Reader, naturalSlug: string): Promise<Row | null> {
  return (await database.all('select id, version from networkdevicetypes where active = 1 and slugkey = ?', [naturalSlug]))[0] ?? null
}

/** How many ports each device has, and in which state; of all devices when none are named. */
export async function countPorts(database: Reader, assetIds: readonly number[] | null): Promise<Row[]> {
  const columns = `p.assetid, count(*) as total, sum(case when p.status = 'up' then 1 else 0 end) as up, sum(case when p.servesid is not null or p.peerportid is not null then 1 else 0 end) as cabled,
    sum(case when p.status = 'down' and p.servesid is not null then 1 else 0 end) as lost, sum(case when p.status = 'down' and p.servesid is null and p.peerportid is null then 1 else 0 end) as free, sum(case when p.status in ('up', 'down', 'disabled') then 1 else 0 end) as known`
  const from = "from networkports p join networkdevices d on d.assetid = p.assetid and d.active = 1 where p.active = 1 and (p.medium is null or p.medium <> 'virtual')"
  if (assetIds === null) return database.all(`select ${columns} ${from} group by p.assetid order by p.assetid`)
  return inChunks(assetIds, (ids) => database.all(`select ${columns} ${from} and p.assetid in (${marks(ids)}) group by p.assetid`, ids))
}

/** Ports with something plugged in that are down, of many devices. */
export async function findLostPorts(database: Reader, limit: number): Promise<Row[]> {
  return database.all(`select p.id, p.assetid, p.name, p.servesid, p.statussince from networkports p join networkdevices d on d.assetid = p.assetid and d.active = 1 where p.active = 1 and p.status = 'down' and p.servesid is not null order by p.statussince desc, p.id limit ${Math.trunc(limit)}`)
}

export async function findDevices(database: Reader, assetIds: readonly number[]): Promise<Row[]> {
  return inChunks(assetIds, (ids) => database.all(`select assetid, kind, role, state, hostname, macaddress, managementaddress, lastboot, portstotal, portsup, portscabled, devicetypeid from networkdevices where active = 1 and assetid in (${marks(ids)})`, ids))
}

export async function countStates(database: Reader): Promise<Map<string, number>> {
  return new Map((await database.all('select state, count(*) as n from networkdevices where active = 1 group by state')).map((row) => [String(row.state ?? 'not polled'), Number(row.n)]))
}

/** Devices by what neighbours call them: the MAC address of the chassis or the name. */
export async function findDevicesCalled(database: Reader, macs: readonly string[], naturalNames: readonly string[]): Promise<Row[]> {
  const byMac = await inChunks(macs, (some) => database.all(`select assetid, macaddress, hostname from networkdevices where active = 1 and macaddress in (${marks(some)})`, some))
  const byName = await inChunks(naturalNames, (some) => database.all(`select assetid, macaddress, hostname from networkdevices where active = 1 and hostnamekey in (${marks(some)})`, some))
  return [...byMac, ...byName]
}

// Where MAC addresses were seen

export async function findSightingsOfDevice(database: Reader, deviceId: number, since: number): Promise<Row[]> {
  return database.all('select mac, deviceid, port, vlan, firstseenat, lastseenat from macsightings where deviceid = ? and lastseenat >= ?', [deviceId, since])
}

export async function findSightings(database: Reader, macs: readonly string[]): Promise<Row[]> {
  return inChunks(macs, (some) => database.all(`select mac, deviceid, port, vlan, firstseenat, lastseenat from macsightings where mac in (${marks(some)}) order by lastseenat desc`, some))
}

/** MAC addresses with these digits, that assets have or switches saw. */
export async function findMacs(database: Reader, digits: string, limit: number): Promise<string[]> {
  const like = `%${digits}%`
  const rows = await database.all(`select mac from (select mac from reportedinterfaces where mac like ? union select mac from macsightings where mac like ?) found order by mac limit ${Math.trunc(limit)}`, [like, like])
  return rows.map((row) => String(row.mac))
}

export async function findInterfacesByMac(database: Reader, macs: readonly string[]): Promise<Row[]> {
  return inChunks(macs, (some) => database.all(`select ${reportedColumns} from reportedinterfaces where mac in (${marks(some)}) order by source`, some))
}

export async function countMacsOfPorts(database: Reader, deviceIds: readonly number[], since: number): Promise<Row[]> {
  return inChunks(deviceIds, (ids) => database.all(`select deviceid, port, count(*) as macs from macsightings where deviceid in (${marks(ids)}) and lastseenat >= ? group by deviceid, port`, [...ids, since]))
}

/** MAC addresses that switches saw lately and no asset has. */
export async function findUnknownMacs(database: Reader, since: number, limit: number): Promise<Row[]> {
  return database.all(
    `select s.mac, max(s.lastseenat) as lastseenat, min(s.firstseenat) as firstseenat from macsightings s where s.lastseenat >= ? and not exists (select 1 from reportedinterfaces r where r.mac = s.mac and r.assetid is not null)
     group by s.mac order by max(s.lastseenat) desc, s.mac limit ${Math.trunc(limit)}`, [since])
}

export async function countUnknownMacs(database: Reader, since: number): Promise<number> {
  const [row] = await database.all('select count(distinct s.mac) as n from macsightings s where s.lastseenat >= ? and not exists (select 1 from reportedinterfaces r where r.mac = s.mac and r.assetid is not null)', [since])
  return Number(row?.n ?? 0)
}

/** Ports behind which other assets were seen than the plan says, and not the planned one: the cable was moved, or never was there. */
export async function findDifferences(database: Reader, since: number, limit: number): Promise<Row[]> {
  return database.all(
    `select p.assetid, p.name, p.servesid, min(r.assetid) as seenid, max(s.lastseenat) as lastseenat from networkports p
     join macsightings s on s.deviceid = p.assetid and s.port = p.name and s.lastseenat >= ? join reportedinterfaces r on r.mac = s.mac and r.assetid is not null
     where p.active = 1 and p.servesid is not null and p.peerportid is null and coalesce(p.isuplink, 0) = 0
     group by p.id, p.assetid, p.name, p.servesid having sum(case when r.assetid = p.servesid then 1 else 0 end) = 0 order by p.assetid, p.name limit ${Math.trunc(limit)}`, [since])
}

export async function removeOldSightings(transaction: OwnTransaction, before: number): Promise<number> {
  return transaction.run('delete from macsightings where lastseenat < ?', [before])
}

export async function findNeighbours(database: Reader, deviceId: number): Promise<Row[]> {
  return database.all('select deviceid, port, chassis, remoteport, systemname, description, seenat from networkneighbours where deviceid = ? order by port', [deviceId])
}

export async function removeNeighbours(transaction: OwnTransaction, deviceId: number): Promise<void> {
  await transaction.run('delete from networkneighbours where deviceid = ?', [deviceId])
}

// Values of rows

function marks(values: readonly unknown[]): string {
  return values.map(() => '?').join(', ')
}

/** Engines limit how many values a statement binds. */
async function inChunks<Value extends RowValue>(values: readonly Value[], read: (some: Value[]) => Promise<Row[]>): Promise<Row[]> {
  const rows: Row[] = []
  for (let start = 0; start < values.length; start += chunk) rows.push(...(await read([...values.slice(start, start + chunk)])))
  return rows
}

export function textOf(value: RowValue | undefined): string | null {
  return value === null || value === undefined ? null : String(value)
}

export function numberOf(value: RowValue | undefined): number | null {
  return value === null || value === undefined ? null : Number(value)
}

export function momentOf(value: RowValue | undefined): string | null {
  return value === null || value === undefined ? null : new Date(Number(value)).toISOString()
}
