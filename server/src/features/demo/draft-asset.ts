import type { JsonValue } from '../../platform/resources/record-values.ts'
import { awkwardInput } from './awkward.ts'
import type { DemoKind } from './demo-kind.ts'
import { isoBefore, makeValue, makeValues, serialNumber, type Words } from './make-value.ts'
import { addressesOf, type DraftInterface } from './network.ts'
import type { Input } from './new-record.ts'
import { drawing, spotIn } from './plant.ts'
import { businessUnits, notes, statusShares, tags } from './plant-names.ts'
import { createRandom, type Random } from './random.ts'
import type { Variant } from './recipe.ts'
import { share, type Spots } from './write-locations.ts'
import type { LookupIds } from './write-lookups.ts'

export type Use = 'machine' | 'controller' | 'desk'

/** Everything an asset is made from; the same on every thread. */
export type Workshop = { kinds: readonly DemoKind[]; ids: LookupIds; spots: readonly Spots[]; now: number; /** Small plants have more beside each asset: software, second disks, history. */ rich: boolean }

/** One asset as it is today. */
export type Draft = {
  kind: DemoKind
  use: Use
  /** Its number among those of its use; a controller drives the machine of its number. */
  number: number
  input: Record<string, JsonValue>
  interfaces: DraftInterface[]
  children: { resource: string; input: Input }[]
  software: { applicationId: number; applicationVersionId: number | null }[]
  tagIds: number[]
  lastSeen: number | null
  random: Random
}

export function draftAsset(workshop: Workshop, use: Use, number: number): Draft | null {
  const kind = workshop.kinds.find(({ recipe }) => recipe.use === (use === 'machine' ? 'machine' : 'computer'))
  const spot = spotOf(workshop.spots, use === 'desk' ? 'office' : 'hall', number)
  if (!kind || !spot) return null
  const random = createRandom(number + 1, { machine: 1, controller: 2, desk: 3 }[use])
  const variants = kind.recipe.variants.filter(({ role }) => role === undefined || role === use)
  const variant = random.weighted(variants.map((candidate): [number, Variant] => [candidate.weight, candidate]))
  const assetNumber = `${variant.prefix}-${String(number + 1).padStart(5, '0')}`
  const interfaces = addressesOf(variant, use, number, spot, random)
  const words: Words = { hostname: assetNumber.toLowerCase(), mac: interfaces[0]?.macAddress ?? '', ip: interfaces[0]?.ipAddress ?? '' }
  const input = { ...coreInput(workshop, use, number, spot, variant, random, assetNumber), ...withIds(workshop, kind, makeValues({ ...kind.recipe.common, ...variant.fields }, random, workshop.now, words)) }
  return {
    kind, use, number, random, interfaces,
    input: { ...input, ...awkwardInput(use, number, input) },
    children: Object.entries(variant.children ?? {}).flatMap(([resource, rows]) => (workshop.rich ? rows : rows.slice(0, 1)).map((row) => ({ resource, input: makeValues(row, random, workshop.now, words) }))),
    software: softwareOf(workshop, variant, random),
    tagIds: random.chance(0.12) ? [workshop.ids.tags?.[random.pick(tags).name] ?? 0].filter((id) => id > 0) : [],
    lastSeen: use === 'machine' ? null : workshop.now - Math.floor(random.chance(0.93) ? random.next() * 7_200_000 : random.next() * 120 * 86_400_000),
  }
}

function coreInput({ ids, now }: Workshop, use: Use, number: number, spot: Spots, variant: Variant, random: Random, assetNumber: string): Record<string, JsonValue> {
  const model = variant.models.length > 0 ? random.pick(variant.models) : null
  const age = Math.floor(random.next() ** 1.6 * 12 * 365)
  const place = spotIn(spot, number - spot.first)
  const isPlaced = use === 'machine' || (use === 'desk' && random.chance(0.6))
  const unit = random.chance(0.88) ? businessUnits[(spot.locationId * 5) % businessUnits.length] : random.pick(businessUnits)
  return {
    assetNumber, name: use === 'machine' ? `${model ?? variant.title}, ${spot.name}` : assetNumber.toLowerCase(),
    serialNumber: variant.serial === null ? null : serialNumber(variant.serial, random),
    statusId: ids.statuses?.[random.weighted(statusShares)] ?? null,
    businessUnitId: ids.businessunits?.[unit?.name ?? ''] ?? null,
    vendorId: ids.vendors?.[variant.vendor ?? ''] ?? null, modelId: ids.models?.[`${variant.vendor} ${model}`] ?? null,
    locationId: spot.locationId, mapX: isPlaced ? share(place.x, drawing.width) : null, mapY: isPlaced ? share(place.y, drawing.height) : null,
    purchaseDate: random.chance(0.9) ? isoBefore(now, age).slice(0, 10) : null,
    warrantyUntil: random.chance(0.75) ? isoBefore(now, age - 365 * random.between(2, 5)).slice(0, 10) : null,
    notes: random.chance(0.12) ? random.pick(notes) : null,
  }
}

/** Spots are in the order of their numbers, so the right one is found by halving. */
function spotOf(spots: readonly Spots[], kind: Spots['kind'], number: number): Spots | undefined {
  const ofKind = spotsOfKind(spots, kind)
  let low = 0
  let high = ofKind.length - 1
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if ((ofKind[middle]?.first ?? 0) <= number) low = middle
    else high = middle - 1
  }
  return ofKind[low]
}

const byKind = new WeakMap<readonly Spots[], Record<Spots['kind'], Spots[]>>()

function spotsOfKind(spots: readonly Spots[], kind: Spots['kind']): Spots[] {
  const filled = (wanted: Spots['kind']): Spots[] => spots.filter((spot) => spot.kind === wanted && spot.spots > 0)
  const known = byKind.get(spots) ?? { hall: filled('hall'), office: filled('office') }
  byKind.set(spots, known)
  return known[kind]
}

/** Recipes name what reference fields refer to; here the names become ids. */
function withIds({ ids }: Workshop, { model }: DemoKind, values: Record<string, JsonValue>): Record<string, JsonValue> {
  for (const field of model.fields) {
    const label = values[field.name]
    if (field.reference && typeof label === 'string') values[field.name] = ids[field.reference]?.[label] ?? null
  }
  return values
}

function softwareOf({ ids, rich, now }: Workshop, { software = [] }: Variant, random: Random): Draft['software'] {
  const installed = software.filter(([weight]) => random.chance(rich ? weight / 10 : 0.06))
  return installed.flatMap(([, name, versions]) => {
    const applicationId = ids.applications?.[name]
    const version = String(makeValue([...versions], random, now))
    return applicationId === undefined ? [] : [{ applicationId, applicationVersionId: ids.applicationversions?.[`${name} ${version}`] ?? null }]
  })
}
