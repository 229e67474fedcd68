import type { Infer, StoredRecord } from '@shopdb/plugin-api'
import type { Context } from './context.ts'
import { findComputer, isMissing } from './find-computer.ts'
import { readDevice, readReport, type sightingSchema } from './read-devices.ts'
import { reconcile, type Reconciled, type Sighting } from './reconcile.ts'

/** What one computer sent. Nothing in it is refused: what cannot be read is counted. */
export async function takeReport(context: Context, report: Infer<typeof sightingSchema>): Promise<{ computer: { id: number | null; name: string; matchedBy: string | null }; received: number } & Reconciled> {
  const { id, name, matchedBy, key } = await findComputer(context, report.computer)
  const devices = readReport(report)
  const seenAt = Math.min(report.seenAt ? context.codec.timestampToRow(report.seenAt) : Date.now(), Date.now())
  const reconciled = await reconcile(context, devices.map((device): Sighting => ({ computer: { id, name, matchedBy, key }, device, user: report.user?.trim() || null, seenAt })))
  return { computer: { id, name, matchedBy }, received: devices.length, ...reconciled }
}

const rowsInOneStep = 200

/** Reads what collectors of the plugin "computers" reported, when it is here. A device counts as seen when its computer was last heard of. */
export async function takeInventories(context: Context, signal: AbortSignal): Promise<Reconciled & { computers: number }> {
  const sum = { computers: 0, storage: 0, known: 0, unknown: 0, findings: 0 }
  const take = async (rows: readonly StoredRecord[]): Promise<void> => {
    const computers = new Map((await context.assets.getMany([...new Set(rows.map((row) => Number(row['assetId'])))])).map((asset) => [asset.id, asset]))
    const reconciled = await reconcile(context, rows.flatMap((row): Sighting[] => {
      const computer = computers.get(Number(row['assetId']))
      const user = computer?.['lastUser']
      const seenAt = Date.parse(String(computer?.['lastSeen'] ?? row['modifiedAt']))
      return computer === undefined || Number.isNaN(seenAt) ? [] : [{ computer: { id: computer.id, key: `asset ${computer.id}`, name: computer.assetNumber, matchedBy: null }, device: readDevice({ ...row, isStorage: true }), user: typeof user === 'string' ? user : null, seenAt }]
    }))
    sum.computers += computers.size
    for (const figure of ['storage', 'known', 'unknown', 'findings'] as const) sum[figure] += reconciled[figure]
  }
  let rows: StoredRecord[] = []
  try {
    for await (const row of context.records.each('computerusbdevices', 'isStorage=true')) {
      if (signal.aborted) break
      rows.push(row)
      if (rows.length === rowsInOneStep) { await take(rows); rows = [] }
    }
    await take(rows)
  } catch (error) { // a border: without that plugin there is no such resource
    if (!isMissing(error)) throw error
  }
  return sum
}
