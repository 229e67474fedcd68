import type { Context } from './context.ts'
import { findWordings, insertWording, momentOf } from './store.ts'

export const firstWording = 'I have received this medium. I use it only for the named purpose and machine, I do not connect it to private or unknown devices, I give it to nobody else, and I return it in time so that it can be scanned. I report a loss at once.'

export type Wording = { version: number; wording: string; by: string; at: string | null }

/** Versions of what receivers confirm, newest first. Each stays, so that it is known what somebody once confirmed. */
export async function readWordings({ database }: Context): Promise<Wording[]> {
  return (await findWordings(database, 50)).map((row) => ({ version: Number(row.id), wording: String(row.wording), by: String(row.createdby), at: momentOf(row.createdat) }))
}

export async function currentWording(context: Context): Promise<Wording> {
  const [newest] = await readWordings(context)
  return newest ?? addWording(context, firstWording, 'ShopDB')
}

export async function addWording(context: Context, wording: string, by: string): Promise<Wording> {
  const at = Date.now()
  const version = await insertWording(context.database, wording.trim(), by, at)
  return { version, wording: wording.trim(), by, at: momentOf(at) }
}
