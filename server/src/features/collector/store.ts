import type { FieldProblem } from '@shopdb/contract/errors'
import type { Database, SqlValue, Transaction } from '../../platform/database/database.ts'
import type { ResourceModel } from '../../platform/resources/resource-model.ts'
import type { HeldRows } from '../../platform/plugin-holding.ts'

type Reader = Pick<Database, 'all'>

function places(values: readonly unknown[]): string {
  return values.map(() => '?').join()
}

/** Ids and keys of the rows whose key is one of these: one index of one table and nothing else, which no planner misses. */
export function findByKey(transaction: Transaction, table: string, idColumn: string, keyColumn: string, keys: readonly string[]): Promise<SqlValue[][]> {
  return Promise.resolve(transaction.prepare(`select ${idColumn}, ${keyColumn} from ${table} where ${keyColumn} in (${places(keys)})`)(keys))
}

/** Until the end of the transaction nobody else creates assets of this type from records. SQLite has one writer anyway. */
export async function lockCreators(transaction: Transaction, typeId: number): Promise<void> {
  if (transaction.engine !== 'sqlite') await transaction.all('select id from assettypes where id = ? for update', [typeId])
}

export type Sighting = { assetId: number; payloadHash: number | null; matchedBy: string | null }

/** What each sender sent last, by the key of the sender. `count` pads the list, so that one statement serves every batch. */
export async function findSightings(transaction: Transaction, recordKeys: readonly number[], count: number): Promise<Map<number, Sighting>> {
  if (recordKeys.length === 0) return new Map()
  const padded = [...recordKeys, ...Array<number>(Math.max(0, count - recordKeys.length)).fill(-1)]
  const rows = await transaction.prepare(`select recordkey, assetid, payloadhash, matchedby from sightings where recordkey in (${places(padded)})`)(padded)
  return new Map(rows.map(([key, assetId, payloadHash, matchedBy]) => [Number(key), { assetId: Number(assetId), payloadHash: typeof payloadHash === 'number' ? payloadHash : null, matchedBy: typeof matchedBy === 'string' ? matchedBy : null }]))
}

export function touchSightings(transaction: Transaction, seen: readonly (readonly [at: number, assetId: number])[]): Promise<void> {
  return transaction.runMany('update sightings set lastseen = ? where assetid = ?', seen)
}

export async function findItems(transaction: Transaction, items: ResourceModel, columns: readonly string[], assetIds: readonly number[]): Promise<SqlValue[][]> {
  return transaction.prepare(`select ${columns.join()} from ${items.name} where active = 1 and assetid in (${places(assetIds)}) order by id`)(assetIds)
}

/** Addresses and host names by asset, in the order in which they were entered. */
export async function findEnteredAddresses(transaction: Transaction, assetIds: readonly number[]): Promise<Map<number, string[]>> {
  const addresses = new Map<number, string[]>()
  if (assetIds.length === 0) return addresses
  const rows = await transaction.prepare(`select assetid, macaddress, ipaddress, hostname from communications where active = 1 and assetid in (${places(assetIds)}) order by id`)(assetIds)
  for (const [assetId, ...values] of rows) addresses.set(Number(assetId), [...(addresses.get(Number(assetId)) ?? []), ...values.filter((value) => typeof value === 'string')])
  return addresses
}

export async function findVersions(transaction: Transaction, applicationIds: readonly number[]): Promise<SqlValue[][]> {
  return transaction.prepare(`select id, applicationid, versionname from applicationversions where active = 1 and applicationid in (${places(applicationIds)})`)(applicationIds)
}

/** Enters a rejected record, or counts it again; answers its id. */
export async function keepRejected(transaction: Transaction, collector: string, recordHash: number, record: string, problems: readonly FieldProblem[], at: number): Promise<number> {
  const [known] = await transaction.all('select id from quarantine where collector = ? and recordhash = ?', [collector, recordHash])
  const id = known ? Number(known.id) : await transaction.takeIds('quarantine', 1)
  const reasons = JSON.stringify(problems)
  if (known) await transaction.run("update quarantine set times = times + 1, lastat = ?, state = 'open', reasons = ? where id = ?", [at, reasons, id])
  else await transaction.insertRows('quarantine', ['id', 'collector', 'recordhash', 'receivedat', 'lastat', 'times', 'state', 'reasons', 'record', 'assetid'], [[id, collector, recordHash, at, at, 1, 'open', reasons, record, null]])
  return id
}

const quarantineColumns = 'id, collector, receivedat, lastat, times, state, reasons, record, assetid'

export type QuarantineQuery = { collector?: string; state: string; limit: number; cursor?: string }

/** The collectors that anything was kept of. */
export async function findQuarantineCollectors(reader: Reader): Promise<string[]> {
  return (await reader.all('select distinct collector from quarantine')).map((row) => String(row.collector))
}

/** One more than asked for, so that the caller knows whether there is a next page. */
export function findQuarantined(reader: Reader, query: QuarantineQuery, collectors: readonly string[]): Promise<Record<string, SqlValue>[]> {
  const parameters: SqlValue[] = [query.state]
  let where = 'state = ?'
  if (query.cursor) parameters.push(Number(query.cursor))
  if (query.cursor) where += ' and id < ?'
  parameters.push(...collectors)
  where += ` and collector in (${places(collectors)})`
  return reader.all(`select ${quarantineColumns} from quarantine where ${where} order by id desc limit ${Math.trunc(query.limit) + 1}`, parameters)
}

export async function findQuarantinedById(reader: Reader, id: number): Promise<Record<string, SqlValue> | undefined> {
  return (await reader.all(`select ${quarantineColumns} from quarantine where id = ?`, [id]))[0]
}

export function setQuarantineState(transaction: Transaction, id: number, state: string, assetId: number | null): Promise<number> {
  return transaction.run('update quarantine set state = ?, assetid = ? where id = ?', [state, assetId, id])
}

export type KeptAnswer = { at: number; bodyHash: string; answer: string }

/** A request that carries an Idempotency-Key. */
export type KeyClaim = { collector: string; key: string; bodyHash: string }

/** The answer is empty while the first request is at work; `at` is then its last sign of life. */
export async function findKeptAnswer(reader: Reader, { collector, key }: KeyClaim): Promise<KeptAnswer | null> {
  const [kept] = await reader.all('select at, bodyhash, answer from idempotencykeys where collector = ? and requestkey = ?', [collector, key])
  return kept ? { at: Number(kept.at), bodyHash: String(kept.bodyhash), answer: String(kept.answer) } : null
}

/** Fails as a duplicate when another has the key. */
export function claimKey(transaction: Transaction, { collector, key, bodyHash }: KeyClaim, at: number): Promise<void> {
  return transaction.insertRows('idempotencykeys', ['collector', 'requestkey', 'at', 'bodyhash', 'answer'], [[collector, key, at, bodyHash, '']])
}

export async function takeOverClaim(transaction: Transaction, { collector, key }: KeyClaim, at: number, silentSince: number): Promise<boolean> {
  return (await transaction.run("update idempotencykeys set at = ? where collector = ? and requestkey = ? and answer = '' and at < ?", [at, collector, key, silentSince])) > 0
}

export function renewClaim(transaction: Transaction, { collector, key }: KeyClaim, at: number): Promise<number> {
  return transaction.run("update idempotencykeys set at = ? where collector = ? and requestkey = ? and answer = ''", [at, collector, key])
}

export function keepAnswer(transaction: Transaction, { collector, key }: KeyClaim, at: number, answer: string): Promise<number> {
  return transaction.run('update idempotencykeys set at = ?, answer = ? where collector = ? and requestkey = ?', [at, answer, collector, key])
}

export function releaseKey(transaction: Transaction, { collector, key }: KeyClaim): Promise<number> {
  return transaction.run("delete from idempotencykeys where collector = ? and requestkey = ? and answer = ''", [collector, key])
}

export function removeAnswersBefore(transaction: Transaction, at: number): Promise<number> {
  return transaction.run('delete from idempotencykeys where at < ?', [at])
}

/** Rejected records that were replayed or discarded long ago; open ones wait for somebody for ever. */
export function removeSettledBefore(transaction: Transaction, at: number): Promise<number> {
  return transaction.run("delete from quarantine where state <> 'open' and lastat < ?", [at])
}

/** What is kept of requests and rejected records under the name of a plugin's collector. */
export function keptOfCollector(plugin: string): HeldRows[] {
  return ['quarantine', 'idempotencykeys'].map((table) => ({ table, where: 'collector = ?', parameters: [plugin] }))
}
