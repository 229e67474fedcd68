import type { Row, StoredRecord } from '@shopdb/plugin-api'
import type { Context } from './context.ts'
import { isPlannable, parseAddress, type Address } from './ip.ts'
import { macDigits } from './mac.ts'
import { chunk, findReportedBySource, removeUnseen } from './store.ts'
import { homeFinder, type Subnet } from './subnet.ts'
import { readSubnets } from './subnets.ts'

export type ReportedInterface = { readonly source: string; readonly assetId: number | null; readonly name: string | null; readonly mac: string | null; readonly address: Address | null; readonly changedAt: number }

/**
 * Brings what collectors reported of all assets (their communications) into a table of this plugin, where it can be compared with the plan. All are
 * read, page by page; written is what has changed, or with `isFull` everything, which also finds what has gone.
 */
export async function mirrorCommunications(context: Context, isFull: boolean, signal: AbortSignal): Promise<{ read: number; gone: number }> {
  const began = Date.now()
  const home = homeFinder(await readSubnets(context))
  let read = 0
  let batch: ReportedInterface[] = []
  for await (const record of context.records.each('communications')) {
    batch.push(interfaceOf(record))
    read += 1
    if (batch.length < chunk) continue
    signal.throwIfAborted()
    await keepChanged(context, batch, home, began, isFull)
    batch = []
  }
  await keepChanged(context, batch, home, began, isFull)
  const gone = isFull ? await context.database.write((transaction) => removeUnseen(transaction, 'c:', began)) : 0
  return { read, gone }
}

async function keepChanged(context: Context, interfaces: readonly ReportedInterface[], home: (key: string) => Subnet | null, at: number, isFull: boolean): Promise<void> {
  if (isFull) return keepReported(context, interfaces, home, at)
  const known = new Map((await findReportedBySource(context.database, interfaces.map(({ source }) => source))).map((row) => [String(row.source), Number(row.changedat)]))
  await keepReported(context, interfaces.filter(({ source, changedAt }) => known.get(source) !== changedAt), home, at)
}

/** Writes what was reported, each in the subnet it lies in. What is neither an address nor a MAC address says nothing and is kept all the same, to know how far was read. */
export async function keepReported(context: Pick<Context, 'database'>, interfaces: readonly ReportedInterface[], home: (key: string) => Subnet | null, at: number): Promise<void> {
  const rows = interfaces.map(({ source, assetId, name, mac, address, changedAt }): Row => {
    const plannable = address && isPlannable(address) ? address : null
    return { source, assetid: assetId, name: name?.slice(0, 64) ?? null, mac, address: plannable?.text ?? null, addresskey: plannable?.key ?? null, subnetid: plannable ? (home(plannable.key)?.id ?? null) : null, changedat: changedAt, seenat: at }
  })
  for (let start = 0; start < rows.length; start += chunk) await context.database.write((transaction) => transaction.upsertRows('reportedinterfaces', ['source'], rows.slice(start, start + chunk)))
}

function interfaceOf(record: StoredRecord): ReportedInterface {
  const text = (name: string): string => (typeof record[name] === 'string' ? record[name] : '')
  return { source: `c:${record.id}`, assetId: Number(record['assetId']), name: text('name') || null, mac: macDigits(text('macAddress')), address: parseAddress(text('ipAddress')), changedAt: Date.parse(text('modifiedAt')) }
}
