import type { ApiClient } from '../connection/api-client.ts'
import { connect, type ConnectionOptions } from '../connection/connect.ts'
import type { Run } from '../define-command.ts'
import { failedQuietly } from '../failure.ts'
import { collectComputer } from './collect-computer.ts'
import type { ComputerRecord } from './computer-record.ts'
import { describeAnswer, describeRecord, type CollectorAnswer } from './describe-inventory.ts'
import { thisMachine } from './machine.ts'

/** A server takes bodies of 1 MiB unless told otherwise; a computer with its software makes up to a third of that. */
const bytesPerRequest = 512 * 1024

export type CollectOptions = ConnectionOptions & { dryRun?: boolean; from?: string }

/** Gathers and sends, or gathers and shows. Ends as failed when the server put a record into quarantine. */
export async function sendInventory(run: Run, options: CollectOptions): Promise<void> {
  const records = await readRecords(options.from)
  if (options.dryRun === true) return run.print(options.from === undefined ? records[0] : records, () => records.map(describeRecord).join('\n\n'))
  const client = await connect(options)
  try {
    const answer = await sendAll(client, records)
    run.print(answer, () => describeAnswer(answer, records, client.target))
    if (answer.quarantined > 0) failedQuietly()
  } finally {
    await client.close()
  }
}

async function readRecords(from: string | undefined): Promise<ComputerRecord[]> {
  if (from === undefined) return [await collectComputer(thisMachine())]
  return (await import('./recorded-inventories.ts')).readRecordedInventories(from)
}

async function sendAll(client: ApiClient, records: readonly ComputerRecord[]): Promise<CollectorAnswer> {
  const total: CollectorAnswer = { received: 0, created: 0, updated: 0, unchanged: 0, quarantined: 0, results: [] }
  for (const batch of batches(records)) {
    const start = total.received
    const answer = await client.request('POST', '/api/collector/computers', batch.length === 1 ? batch[0] : batch) as CollectorAnswer // documented answer
    for (const count of ['received', 'created', 'updated', 'unchanged', 'quarantined'] as const) total[count] += answer[count]
    total.results.push(...answer.results.map((result) => ({ ...result, index: result.index + start })))
  }
  return total
}

function batches(records: readonly ComputerRecord[]): ComputerRecord[][] {
  const all: ComputerRecord[][] = []
  let room = 0
  for (const record of records) {
    const size = JSON.stringify(record).length
    if (size > room) room = all.push([]) && bytesPerRequest
    all.at(-1)?.push(record)
    room -= size
  }
  return all
}
