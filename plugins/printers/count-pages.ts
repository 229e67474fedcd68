import type { Row } from '@shopdb/plugin-api'
import type { Context } from './context.ts'
import { findPagesBefore, findPagesOf, numberOf } from './store.ts'
import { dateOf } from './time.ts'

/**
 * The row of the day for each printer whose counter moved: what it shows, and how many pages that is more than on the last day before. A counter that
 * runs backwards was reset with its board: the day then counts nothing, and the next one goes on from there.
 */
export async function countPages({ database }: Context, printers: readonly Row[], at: number): Promise<Row[]> {
  const counting = printers.filter((row) => numberOf(row.pagecount) !== null)
  const ids = counting.map((row) => Number(row.assetid))
  const today = dateOf(at)
  const [before, now] = [byAsset(await findPagesBefore(database, ids, today)), byAsset(await findPagesOf(database, ids, today))]
  return counting.flatMap((row): Row[] => {
    const [last, known] = [before.get(Number(row.assetid)), now.get(Number(row.assetid))]
    const [pages, colour] = [Number(row.pagecount), numberOf(row.colourpagecount)]
    if (known && Number(known.pages) === pages && numberOf(known.colourpages) === colour) return []
    const printed = last ? Math.max(0, pages - Number(last.pages)) : 0
    const printedColour = last && colour !== null && numberOf(last.colourpages) !== null ? Math.max(0, colour - Number(last.colourpages)) : 0
    return [{ assetid: row.assetid ?? null, takenon: today, pages, colourpages: colour, printed, printedcolour: Math.min(printed, printedColour) }]
  })
}

function byAsset(rows: readonly Row[]): Map<number, Row> {
  return new Map(rows.map((row) => [Number(row.assetid), row]))
}
