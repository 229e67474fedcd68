import type { Row } from '@shopdb/plugin-api'
import type { Context } from './context.ts'
import { findSpares, numberOf, textOf } from './store.ts'

/** A spare supply that the site keeps, or means to keep. */
export type Spare = { id: number; version: number; partNumber: string; title: string | null; kind: string; colour: string | null; fitsModels: readonly string[]; stock: number; minimumStock: number; price: number | null; yieldPages: number | null; storedAt: string | null }

/** A supply as printers report it, and the model of the printer. */
export type Make = { name: string; kind: string; colour: string | null; partNumber: string | null; model: string | null }

export async function readSpares({ database }: Pick<Context, 'database'>): Promise<Spare[]> {
  return (await findSpares(database)).map(spareOf)
}

function spareOf(row: Row): Spare {
  const price = numberOf(row.price)
  return {
    id: Number(row.id), version: Number(row.version), partNumber: String(row.partnumber), title: textOf(row.title), kind: String(row.kind), colour: textOf(row.colour), stock: Number(row.stock ?? 0), minimumStock: Number(row.minimumstock ?? 0),
    fitsModels: (textOf(row.fitsmodels) ?? '').split(/[,;\n]/).map((model) => model.trim()).filter((model) => model !== ''), price: price === null ? null : price / 100, yieldPages: numberOf(row.yieldpages), storedAt: textOf(row.storedat),
  }
}

/**
 * Spare supplies for a supply: those of its part number; else those whose part number stands in its name ("719/719H"); else those that name the model
 * of the printer, of the same kind and colour. Without a colour a toner is a black one. Several are several makes of the same.
 */
export function matchSpares(spares: readonly Spare[], { name, kind, colour, partNumber, model }: Make): Spare[] {
  const byNumber = partNumber === null ? [] : spares.filter((spare) => plain(spare.partNumber) === plain(partNumber))
  if (byNumber.length > 0) return byNumber
  const words = new Set(name.split(/[\s,;/()]+/).map(plain))
  const byName = spares.filter((spare) => plain(spare.partNumber).length >= 3 && words.has(plain(spare.partNumber)))
  if (byName.length > 0 || model === null) return byName
  return spares.filter((spare) => spare.kind === kind && colourIn(spare) === (colour ?? blackOf(kind)) && spare.fitsModels.some((fitting) => plain(model) === plain(fitting) || plain(model).endsWith(plain(fitting))))
}

function colourIn({ kind, colour }: Spare): string | null {
  return colour ?? blackOf(kind)
}

function blackOf(kind: string): string | null {
  return kind === 'toner' || kind === 'ink' || kind === 'drum' ? 'black' : null
}

/** `CF 400-X` and `cf400x` are one. */
function plain(text: string): string {
  return text.toUpperCase().replace(/[^A-Z0-9]/g, '')
}
