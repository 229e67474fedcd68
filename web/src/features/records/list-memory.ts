import { readStored, writeStored, type GridLayout } from '@shopdb/ui'

/** The row a person was on, by the address of the list, for as long as the page lives. */
const activeRows = new Map<string, number>()

export function rememberActive(address: string, index: number): void {
  activeRows.set(address, index)
}

export function recallActive(address: string): number {
  return activeRows.get(address) ?? -1
}

const key = (resource: string): string => `shopdb.columns.${resource}`

export function recallLayout(resource: string): GridLayout {
  const stored = readStored(key(resource))
  const layout = typeof stored === 'object' && stored !== null ? stored : {}
  return { order: [], shown: null, widths: {}, ...layout }
}

export function rememberLayout(resource: string, layout: GridLayout): void {
  writeStored(key(resource), layout)
}
