import type { Database, Transaction } from '../../platform/database/database.ts'
import type { HeldRows } from '../../platform/plugin-holding.ts'

type Reader = Pick<Database, 'all'>

export type StoredConsumer = { plugin: string; name: string; events: string[] }

export async function findConsumers(reader: Reader): Promise<StoredConsumer[]> {
  return (await reader.all('select plugin, name, events from eventconsumers order by plugin, name')).map((row) => ({ plugin: String(row.plugin), name: String(row.name), events: (JSON.parse(String(row.events)) as unknown[]).map(String) })) // written below
}

export async function insertConsumer(transaction: Transaction, { plugin, name, events }: StoredConsumer, at: number): Promise<void> {
  await transaction.insertRows('eventconsumers', ['plugin', 'name', 'events', 'since'], [[plugin, name, JSON.stringify(events), at]])
}

export async function updateConsumer(transaction: Transaction, { plugin, name, events }: StoredConsumer): Promise<void> {
  await transaction.run('update eventconsumers set events = ? where plugin = ? and name = ?', [JSON.stringify(events), plugin, name])
}

/** One that the plugin does not have any more takes its waiting events along. */
export async function removeConsumer(transaction: Transaction, plugin: string, name: string): Promise<void> {
  await transaction.run("delete from deliveries where plugin = ? and channel = 'event' and target = ? and state = 'waiting'", [plugin, name])
  await transaction.run('delete from eventconsumers where plugin = ? and name = ?', [plugin, name])
}

export const consumersOf = (plugin: string): HeldRows => ({ table: 'eventconsumers', where: 'plugin = ?', parameters: [plugin] })
