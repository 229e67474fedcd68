import type { AssetRecord, NewNotice } from '@shopdb/plugin-api'
import type { Context } from './context.ts'
import { findFailedTools, findOverdueTools, textOf } from './store.ts'

/** A site with more of them has another problem than a list that is too short. */
const most = 500

type Told = Pick<AssetRecord, 'id' | 'assetNumber' | 'name'>

const nameOf = ({ assetNumber, name }: Told): string => [assetNumber, name].filter(Boolean).join(' ')

function failed(tool: Told): NewNotice {
  return { key: `failed ${tool.id}`, severity: 'critical', title: `${nameOf(tool)} failed its calibration`, text: 'It is locked out until it is adjusted and calibrated. What was measured with it has to be looked at.', assetId: tool.id }
}

function overdue(tool: Told, since: string | null): NewNotice {
  return { key: `overdue ${tool.id}`, severity: 'warning', title: since === null ? `${nameOf(tool)} is overdue for calibration` : `${nameOf(tool)} is overdue for calibration since ${since}`, assetId: tool.id }
}

/** Tells what a change of one tool means; a calibration that passes settles both. */
export async function tellState({ notices }: Context, tool: Told, { calibrationState, nextDueOn }: { calibrationState: string; nextDueOn: string | null }): Promise<void> {
  if (calibrationState === 'failed') await notices.raise(failed(tool))
  else await notices.settle(`failed ${tool.id}`)
  if (calibrationState === 'overdue') await notices.raise(overdue(tool, nextDueOn))
  else await notices.settle(`overdue ${tool.id}`)
}

/** Also what the calendar brought, and tools that were retired. */
export async function tellAll(context: Context): Promise<void> {
  const [failedRows, overdueRows] = await Promise.all([findFailedTools(context.database, most), findOverdueTools(context.database, most)])
  const tools = new Map((await context.assets.names([...failedRows, ...overdueRows].map(({ assetid }) => Number(assetid)))).map((tool) => [tool.id, tool]))
  const known = (id: unknown): Told[] => [tools.get(Number(id))].filter((tool) => tool !== undefined)
  await context.notices.keep('failed ', failedRows.flatMap(({ assetid }) => known(assetid).map(failed)))
  await context.notices.keep('overdue ', overdueRows.flatMap(({ assetid, nextdueon }) => known(assetid).map((tool) => overdue(tool, textOf(nextdueon)))))
}
