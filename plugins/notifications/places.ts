import type { Context } from './context.ts'

type Place = { readonly parentId: number | null; readonly path: string }
export type Places = { readonly pathOf: (id: number | null) => string | null; /** The place, those it lies in, those that lie in it. */ readonly related: (id: number) => readonly number[] }

/** Locations change seldom, and the board is asked often. */
const kept = 15_000
const known = new WeakMap<Context, { at: number; places: Promise<Map<number, Place>> }>()

/** The tree of locations: what is aimed at a hall concerns who asks for a cell in it, and who asks for the building around it. */
export async function readPlaces(context: Context, wanted: readonly number[] = []): Promise<Places> {
  let places = await placesOf(context, false)
  if (wanted.some((id) => !places.has(id))) places = await placesOf(context, true)
  return { pathOf: (id) => (id === null ? null : (places.get(id)?.path ?? null)), related: (id) => [...above(places, id), ...below(places, id)] }
}

function placesOf(context: Context, anew: boolean): Promise<Map<number, Place>> {
  const before = known.get(context)
  if (before !== undefined && !anew && Date.now() - before.at < kept) return before.places
  const places = load(context)
  known.set(context, { at: Date.now(), places })
  places.catch(() => known.delete(context))
  return places
}

async function load(context: Context): Promise<Map<number, Place>> {
  const places = new Map<number, Place>()
  for await (const location of context.records.each('locations')) places.set(location.id, { parentId: typeof location['parentId'] === 'number' ? location['parentId'] : null, path: String(location['path'] ?? location['name']) })
  return places
}

/** The place first, then the one around it, and so on. */
function above(places: ReadonlyMap<number, Place>, id: number): number[] {
  const found: number[] = []
  for (let next: number | null = id; next !== null && !found.includes(next); next = places.get(next)?.parentId ?? null) found.push(next)
  return found
}

function below(places: ReadonlyMap<number, Place>, id: number): number[] {
  const children = Map.groupBy([...places], ([, { parentId }]) => parentId)
  const found: number[] = []
  const queue = [id]
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    for (const [child] of children.get(next) ?? []) {
      if (child === id || found.includes(child)) continue
      found.push(child)
      queue.push(child)
    }
  }
  return found
}

/** Names of business units by id. */
export async function readBusinessUnits(context: Context): Promise<ReadonlyMap<number, string>> {
  const names = new Map<number, string>()
  for await (const unit of context.records.each('businessunits')) names.set(unit.id, String(unit['name']))
  return names
}
