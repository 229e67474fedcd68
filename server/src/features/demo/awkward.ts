import type { JsonValue } from '../../platform/resources/record-values.ts'
import { awkwardNames } from './plant-names.ts'

const oneIn = 100

/** One asset in a hundred has values as they turn up in real inventories: empty, very long, in other scripts, with quotes. */
export function awkwardInput(use: string, number: number, input: Readonly<Record<string, JsonValue>>): Record<string, JsonValue> {
  if (number % oneIn !== 37) return {}
  const place = ['machine', 'controller', 'desk'].indexOf(use)
  const which = Math.floor(number / oneIn) * 3 + place
  const name = awkwardNames[which % awkwardNames.length] ?? null
  switch (which % 5) {
    case 0: return { name, notes: `${name}\n\tsecond line, "quoted", 'single', \\back\\slash` }
    case 1: return { name: `${name} `.repeat(255).slice(0, 255) }
    case 2: return { assetNumber: `000${place + 1}${String(number).padStart(7, '0')}`, name }
    case 3: return Object.fromEntries(Object.keys(input).filter((field) => !keptWhenEmpty.has(field)).map((field) => [field, null]))
    default: return { name, serialNumber: 'To be filled by O.E.M.', notes: 'x'.repeat(4000) }
  }
}

/** Without these an asset would not be found on its plan, or would not be an asset at all. */
const keptWhenEmpty = new Set(['assetNumber', 'statusId', 'locationId', 'mapX', 'mapY'])
