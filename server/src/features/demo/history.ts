import type { JsonValue } from '../../platform/resources/record-values.ts'
import type { ChangeContext } from '../changes/index.ts'
import type { DemoKind } from './demo-kind.ts'
import type { Draft, Workshop } from './draft-asset.ts'
import { makeValues } from './make-value.ts'
import { people } from './plant-names.ts'
import { createRandom } from './random.ts'
import type { DemoRecipe, HistoryRecipe } from './recipe.ts'

/** Something that happened to a share of the assets, oldest first; `use` null concerns both kinds. */
export type Step = HistoryRecipe & { use: DemoRecipe['use'] | null; number: number }

const millisecondsPerDay = 86_400_000

/** What people did to fields of core; the plugins' recipes say what happened to their own. */
const coreSteps: readonly (HistoryRecipe & { use: DemoRecipe['use'] | null })[] = [
  { daysAgo: 240, share: 0.3, by: 'person', use: 'machine', earlier: { mapX: null, mapY: null } },
  { daysAgo: 180, share: 0.07, by: 'person', use: null, earlier: { businessUnitId: ['Site Services', 'Prototypes'] } },
  { daysAgo: 43, share: 0.16, by: 'person', use: null, earlier: { statusId: ['In maintenance', 'Spare', 'Down'] } },
  { daysAgo: 12, share: 0.05, by: 'person', use: null, earlier: { warrantyUntil: null } },
  { daysAgo: 6, share: 0.5, by: 'person', use: 'machine', earlier: { notes: null } },
]

export function stepsOf(kinds: readonly DemoKind[]): Step[] {
  const all = [...coreSteps, ...kinds.flatMap(({ recipe }) => recipe.history.map((step) => ({ ...step, use: recipe.use })))]
  return all.toSorted((a, b) => b.daysAgo - a.daysAgo).map((step, index) => ({ ...step, number: index }))
}

/** What the fields of a step held before it, or null when it passed this asset by. */
function earlierValues(workshop: Workshop, draft: Draft, step: Step): Record<string, JsonValue> | null {
  const random = createRandom(draft.number * 3 + { machine: 0, controller: 1, desk: 2 }[draft.use], 100 + step.number)
  if ((step.use !== null && step.use !== draft.kind.recipe.use) || !random.chance(step.share)) return null
  const values = makeValues(step.earlier, random, workshop.now, {})
  for (const field of draft.kind.model.fields) {
    const label = values[field.name]
    if (field.reference && typeof label === 'string') values[field.name] = workshop.ids[field.reference]?.[label] ?? null
  }
  return values
}

/** The fields of an asset as they were when only the first `done` steps had happened. */
export function inputAfter(workshop: Workshop, draft: Draft, steps: readonly Step[], done: number): Record<string, JsonValue> {
  const input = { ...draft.input }
  for (const step of steps.slice(done).toReversed()) Object.assign(input, earlierValues(workshop, draft, step))
  return input
}

/** The fields that a step changed. */
export function fieldsOf(workshop: Workshop, draft: Draft, step: Step): string[] {
  return Object.keys(earlierValues(workshop, draft, step) ?? {})
}

/** Who did it, when: a batch of its own for every step and range of assets. */
export function batchOf(by: 'person' | 'collector' | 'import', plugin: string, at: number, number: number): ChangeContext {
  const actor = by === 'collector' ? 'token inventory agents' : (people[number % people.length] ?? people[0])
  const source = by === 'collector' ? `collector:${plugin}` : by === 'import' ? 'import' : 'web'
  return { batchId: batchId(at, number), at, actorId: null, actor, source, requestId: null }
}

/** A UUID of version 7 whose random part is the number of the batch, so that the same plant has the same batches. */
function batchId(at: number, number: number): string {
  const time = at.toString(16).padStart(12, '0').slice(-12)
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${number.toString(16).padStart(12, '0')}`
}

export function daysBefore(now: number, days: number): number {
  return Math.floor(now - days * millisecondsPerDay)
}
