import type { Row } from '@shopdb/plugin-api'
import type { Context } from './context.ts'
import { addDays, today } from './due.ts'
import { findDueTools, findFailedTools, findOverdueTools, textOf } from './store.ts'

export type DueTool = { id: number; assetNumber: string; name: string | null; gaugeType: string | null; calibrationState: string; nextDueOn: string | null; holder: string | null; location: string | null }

const most = 500

/** What has to go to calibration: failed and overdue tools, then those due within so many days, soonest first. */
export async function listDue(context: Context, days: number, limit = most): Promise<DueTool[]> {
  const [failed, overdue, due] = await Promise.all([findFailedTools(context.database, limit), findOverdueTools(context.database, limit), findDueTools(context.database, addDays(today(), days), limit)])
  const rows = [...new Map([...failed, ...overdue, ...due].map((row) => [row.assetid, row])).values()].slice(0, limit)
  const assets = new Map((await context.assets.getMany(rows.map((row) => Number(row.assetid)))).map((asset) => [asset.id, asset]))
  return rows.map((row) => dueTool(row, assets.get(Number(row.assetid))))
}

function dueTool(row: Row, asset: { assetNumber: string; name: string | null; [field: string]: unknown } | undefined): DueTool {
  return {
    id: Number(row.assetid), assetNumber: asset?.assetNumber ?? String(row.assetid), name: asset?.name ?? null, location: typeof asset?.['location'] === 'string' ? asset['location'] : null,
    gaugeType: textOf(row.gaugetype), calibrationState: textOf(row.calibrationstate) ?? 'not planned', nextDueOn: textOf(row.nextdueon), holder: textOf(row.holder),
  }
}
