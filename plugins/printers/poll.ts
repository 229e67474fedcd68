import type { Row } from '@shopdb/plugin-api'
import type { Context } from './context.ts'
import { decodeAnswer, encodeQuestion } from './decode-ipp.ts'
import type { FoundPrinter } from './found-printer.ts'
import { findPollable, findPrinters, textOf } from './store.ts'

/** What became of asking a printer. `other`: another printer answers at its address. */
export type Asked = { assetId: number; assetNumber: string; outcome: 'taken' | 'silent' | 'no-address' | 'no-answer' | 'other' | 'refused' }

const milliseconds = 8000
const atOnce = 8
const ippPort = 631

/** Asks one printer by IPP and hands what it says to the collector, like any other agent. */
export async function askPrinter(context: Context, assetId: number, signal: AbortSignal): Promise<Asked> {
  const [row] = await findPrinters(context.database, [assetId])
  const asset = row && (await context.assets.get(assetId))
  if (!asset) throw context.errors.notFound(`There is no printer ${assetId}.`)
  const about = { assetId, assetNumber: asset.assetNumber }
  const address = textOf(row.ippaddress)
  // What stands there may name no host at all; then nobody can be asked, as without an address.
  if (address === null || !URL.canParse(overHttp(address))) return { ...about, outcome: 'no-address' }
  const bytes = await ask(context, address, signal)
  if (bytes === null) {
    if (row.devicestate !== 'offline') await context.assets.update(assetId, { deviceState: 'offline' })
    return { ...about, outcome: 'silent' }
  }
  const found = decodeAnswer(bytes)
  if (found === null) return { ...about, outcome: 'no-answer' }
  if (isAnother(found.serialNumber, asset['serialNumber']) || isAnother(found.deviceUuid, row.deviceuuid)) return { ...about, outcome: 'other' }
  const known = await withIdentity(context, row, asset['serialNumber'], address)
  const { results } = await context.collector.push([{ ...found, ...known }])
  const [result] = results
  return { ...about, outcome: result?.assetId === assetId ? 'taken' : result?.assetId ? 'other' : 'refused' }
}

/** All printers that have an address, some at a time. */
export async function askAll(context: Context, signal: AbortSignal, progress: (done: number, total: number) => void = () => undefined): Promise<Record<Asked['outcome'], number>> {
  const counts = { taken: 0, silent: 0, 'no-address': 0, 'no-answer': 0, other: 0, refused: 0 }
  for (let after = 0, done = 0; !signal.aborted;) {
    const rows = await findPollable(context.database, after, 200)
    for (let start = 0; start < rows.length && !signal.aborted; start += atOnce) {
      const asked = await Promise.all(rows.slice(start, start + atOnce).map((row) => askPrinter(context, Number(row.assetid), signal)))
      for (const { outcome } of asked) counts[outcome] += 1
      progress(done += asked.length, done)
    }
    if (rows.length < 200) break
    after = Number(rows.at(-1)?.assetid ?? after)
  }
  return counts
}

/** IPP is HTTP on a port of its own (RFC 8010, section 4). */
function overHttp(address: string): string {
  return address.replace(/^ipp:/, 'http:')
}

/** Its levels are not those of the printer that was asked, and none of its fields are overwritten. */
function isAnother(found: string | undefined, known: unknown): boolean {
  return found !== undefined && typeof known === 'string' && known !== '' && found.toLowerCase() !== known.toLowerCase()
}

/** Null when nothing answers within a while; a printer that is switched off is no fault of the plugin. */
async function ask({ fetch, log }: Context, address: string, signal: AbortSignal): Promise<Buffer | null> {
  const url = new URL(overHttp(address))
  if (!/:\d+$/.test(/^ipp:\/\/([^/]*)/.exec(address)?.[1] ?? '')) url.port = String(ippPort)
  try {
    const answer = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/ipp' }, body: new Uint8Array(encodeQuestion(address)), signal: AbortSignal.any([signal, AbortSignal.timeout(milliseconds)]) })
    return answer.ok ? Buffer.from(await answer.arrayBuffer()) : null
  } catch (error) {
    log.debug({ err: error, address }, 'a printer did not answer')
    return null
  }
}

/**
 * By what the collector recognises this printer and no other. One that has nothing of it yet is given the host of its address, so that
 * asking never makes a second record of it.
 */
async function withIdentity(context: Context, row: Row, serialNumber: unknown, address: string): Promise<FoundPrinter> {
  if (typeof serialNumber === 'string' && serialNumber !== '') return { serialNumber }
  const identity = ([['deviceUuid', row.deviceuuid], ['macAddress', row.macaddress], ['hostname', row.hostname], ['ipAddress', row.ipaddress]] as const).find(([, value]) => textOf(value) !== null)
  if (identity) return { [identity[0]]: textOf(identity[1]) ?? '' }
  const { hostname } = new URL(overHttp(address))
  const given = /^[\d.]+$|:/.test(hostname) ? { ipAddress: hostname.replace(/[[\]]/g, '') } : { hostname: hostname.slice(0, 63) }
  await context.assets.update(Number(row.assetid), given)
  return given
}
