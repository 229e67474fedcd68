import type { PluginContext, Row } from '@shopdb/plugin-api'

type Database = Pick<PluginContext, 'database' | 'codec'>

/** What reports say about a PC beside its number. */
export type ComputerLine = { readonly assetId: number; readonly hostname: string | null; readonly pcType: string | null; readonly lastUser: string | null; readonly operatingSystemId: number | null }

const chunk = 500

/** Live computers among these assets. */
export async function computersOf({ database }: Database, assetIds: readonly number[]): Promise<Map<number, ComputerLine>> {
  const lines = new Map<number, ComputerLine>()
  for (let start = 0; start < assetIds.length; start += chunk) {
    const ids = assetIds.slice(start, start + chunk)
    const rows = await database.all(`select assetid, hostname, pctype, lastuser, operatingsystemid from computers where active = 1 and assetid in (${ids.map(() => '?').join()})`, ids)
    for (const row of rows) lines.set(Number(row.assetid), { assetId: Number(row.assetid), hostname: text(row, 'hostname'), pcType: text(row, 'pctype'), lastUser: text(row, 'lastuser'), operatingSystemId: row.operatingsystemid === null ? null : Number(row.operatingsystemid) })
  }
  return lines
}

/** How many live computers each operating system runs on; null: nobody knows which. */
export async function countByOperatingSystem({ database }: Database): Promise<Map<number | null, number>> {
  const rows = await database.all('select operatingsystemid, count(*) as n from computers where active = 1 group by operatingsystemid')
  return new Map(rows.map((row) => [row.operatingsystemid === null ? null : Number(row.operatingsystemid), Number(row.n)]))
}

export type FullDisk = { readonly id: number; readonly assetId: number; readonly hostname: string | null; readonly name: string; readonly sizeBytes: number; readonly freeBytes: number }

const diskTables = 'computerdisks d join computers c on c.assetid = d.assetid and c.active = 1'
const isFull = 'd.active = 1 and d.sizebytes > 0 and d.freebytes * 100 < d.sizebytes * ?'

export async function countFullDisks({ database }: Database, percent: number): Promise<number> {
  const [row] = await database.all(`select count(*) as n from ${diskTables} where ${isFull}`, [percent])
  return Number(row?.n ?? 0)
}

/** Disks with less free space than so many percent, above an id. */
export async function fullDisks({ database }: Database, percent: number, after: number, limit: number): Promise<FullDisk[]> {
  const rows = await database.all(`select d.id, d.assetid, c.hostname, d.name, d.sizebytes, d.freebytes from ${diskTables} where d.id > ? and ${isFull} order by d.id limit ${Math.trunc(limit)}`, [after, percent])
  return rows.map((row) => ({ id: Number(row.id), assetId: Number(row.assetid), hostname: text(row, 'hostname'), name: String(row.name), sizeBytes: Number(row.sizebytes), freeBytes: Number(row.freebytes) }))
}

function text(row: Row, column: string): string | null {
  return typeof row[column] === 'string' ? row[column] : null
}
