import type { Row } from '@shopdb/plugin-api'
import { dueOf, intervalUnits, type IntervalUnit, type PlanTerms } from './due.ts'
import { numberOf, textOf } from './store.ts'

export type Point = { label: string; nominal: string; lower: string | null; upper: string | null; unit: string }
export type Plan = PlanTerms & { id: number; assetId: number; title: string; procedure: string | null; laboratory: string | null; dueOn: string | null; usesLeft: number | null; points: Point[] }

export function planOf(row: Row, points: readonly Row[], uses: ReadonlyMap<number, number>): Plan {
  const terms = {
    intervalCount: numberOf(row.intervalcount), intervalUnit: unitOf(row.intervalunit), intervalUses: numberOf(row.intervaluses),
    startsOn: String(row.startson), lastDoneOn: textOf(row.lastdoneon), usesBefore: Number(row.usesbefore),
  }
  return {
    id: Number(row.id), assetId: Number(row.assetid), title: String(row.title), ...terms, procedure: textOf(row.workinstruction), laboratory: textOf(row.laboratory),
    ...dueOf(terms, uses.get(Number(row.assetid)) ?? 0),
    points: points.filter((point) => point.planid === row.id).map((point) => ({ label: String(point.label), nominal: String(point.nominal), lower: textOf(point.lower), upper: textOf(point.upper), unit: String(point.unit) })),
  }
}

function unitOf(value: Row[string] | undefined): IntervalUnit | null {
  return intervalUnits.find((unit) => unit === value) ?? null
}
