import type { Context } from './context.ts'

const prefix = 'USB-'
const numbered = /^USB-(\d{1,9})$/i

/** `USB-0042` after 41. */
export function numberAfter(last: number): string {
  return `${prefix}${String(last + 1).padStart(4, '0')}`
}

/** The highest number of this form that a medium has; 0 when there is none. */
export async function lastNumber({ records }: Context): Promise<number> {
  const { items } = await records.list('usbmedia', new URLSearchParams({ sort: '-assetNumber', limit: '500', count: 'none', 'filter[assetNumber][startswith]': prefix }).toString())
  return items.reduce((highest, { assetNumber }) => Math.max(highest, Number(numbered.exec(String(assetNumber))?.[1] ?? 0)), 0)
}
