import { noteRecordChange, problemToast } from '@shopdb/ui'

export type SpareInStock = { id: number; partNumber: string; title: string | null; stock: number; storedAt: string | null }
export type Supply = {
  slot: number; name: string; kind: string; colour: string | null; partNumber: string | null; percent: number | null; state: string; emptyOn: string | null; earliest: string | null; latest: string | null
  basis: string | null; reason: string | null; perDay: number | null; readings: number; refilledAt: string | null; spare: SpareInStock | null
}
export type Overview = {
  supplies: Supply[]; mayBeAsked: boolean; changes: { id: number; action: string; quantity: number; partNumber: string; by: string; at: string }[]
  queue: { name: string | null; server: string | null; driver: string | null; driverVersion: string | null; installerUrl: string | null; ippAddress: string | null }
}
export type Stop = { assetId: number; assetNumber: string; name: string | null; location: string | null; floorPlanId: number | null; x: number; y: number; supplies: (Omit<Supply, 'spare'> & { spare: Omit<SpareInStock, 'title'> | null })[] }
export type Floor = { id: number; name: string; version: number; width: number; height: number }
export type Carry = { spareId: number; partNumber: string; title: string | null; storedAt: string | null; needed: number; stock: number }
export type Round = { days: number; stops: Stop[]; floors: Floor[]; carry: Carry[]; left: number }
export type StockLine = { spare: SpareInStock & { kind: string; colour: string | null; minimumStock: number; price: number | null }; printers: number; supplies: number; due: number; order: number }
export type Stock = { days: number; currency: string; lines: StockLine[]; missing: { name: string; kind: string; partNumber: string | null; model: string | null; printers: number; due: number }[] }

export function toneOf(state: string): 'ok' | 'warn' | 'down' | 'unknown' {
  return state === 'empty' ? 'down' : state === 'low' ? 'warn' : state === 'ok' || state === 'some' ? 'ok' : 'unknown'
}

/** Sends something and says what went wrong; true when it was taken. */
export async function sent(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work()
    await noteRecordChange()
    return true
  } catch (error) {
    problemToast(error)
    return false
  }
}
