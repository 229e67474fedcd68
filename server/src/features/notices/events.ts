import type { Consumer, EventName } from '@shopdb/plugin-api'
import { duplicateConstraint } from '../../platform/database/database-error.ts'
import type { Transaction } from '../../platform/database/database.ts'
import { coreOwner, type JobDeclaration } from '../../platform/jobs/job.ts'
import type { Jobs } from '../../platform/jobs/jobs.ts'
import type { Platform } from '../../platform/platform.ts'
import { defineExtensionPoint, type ExtensionPoint } from '../../plugin-host/index.ts'
import { createCall, findDueEvents, insertDelivery, sendDue, type StoredDelivery } from '../deliveries/index.ts'
import { findConsumers, insertConsumer, removeConsumer, updateConsumer, type StoredConsumer } from './consumer-store.ts'
import { presentNotice, type StoredNotice } from './notice.ts'
import { findAllOpen } from './store.ts'

/** Events on their way to the plugins that consume them: one delivery for each, with its retries and dead letters. */
export type Events = {
  /** Writes the event down for everybody who consumes it, in the transaction of what happened; answers for how many. */
  emit: (transaction: Transaction, name: EventName, notice: StoredNotice) => Promise<number>
  /** Once it is committed. */
  sendSoon: () => Promise<void>
  /** The hook `consumers`. */
  point: ExtensionPoint<readonly Consumer[]>
  declarations: readonly JobDeclaration[]
}

const jobName = 'events.send'
const keyOf = (plugin: string, name: string): string => `${plugin}/${name}`

export function createEvents(platform: Platform, jobs: Jobs): Events {
  const { database, log, now } = platform
  const active = new Map<string, { plugin: string; consumer: Consumer }>()
  const call = createCall(() => jobs.start(coreOwner, jobName), log)

  async function write(transaction: Transaction, consumer: Pick<StoredConsumer, 'plugin' | 'name'>, name: EventName, notice: StoredNotice): Promise<void> {
    const content = { name, at: new Date(now()).toISOString(), notice: presentNotice(notice) }
    await insertDelivery(transaction, { plugin: consumer.plugin, channel: 'event', target: consumer.name, subject: name, content, secret: null, uniqueKey: null }, now())
  }

  /** A consumer that is new is told what is open; one that its plugin has no more is forgotten. */
  async function register(plugin: string, consumers: readonly Consumer[]): Promise<void> {
    await database.write(async (transaction) => {
      const known = (await findConsumers(transaction)).filter((stored) => stored.plugin === plugin)
      for (const { name, events } of consumers) {
        const stored = { plugin, name, events: [...events] }
        const before = known.find((candidate) => candidate.name === name)
        if (before !== undefined) await updateConsumer(transaction, stored)
        else await insertConsumer(transaction, stored, now())
        if (before !== undefined || !events.includes('notice.raised')) continue
        for (const notice of await findAllOpen(transaction)) await write(transaction, stored, 'notice.raised', notice)
      }
      for (const { name } of known.filter((stored) => !consumers.some((consumer) => consumer.name === stored.name))) await removeConsumer(transaction, plugin, name)
    })
  }

  async function handOver({ id, plugin, target, ...delivery }: StoredDelivery): Promise<void> {
    const found = active.get(keyOf(plugin, target))
    if (found === undefined || delivery.channel !== 'event') throw new Error(`The plugin ${plugin} has no consumer "${target}".`)
    await found.consumer.consume({ id, ...delivery.content })
  }

  return {
    emit: async (transaction, name, notice) => {
      const consumers = (await findConsumers(transaction)).filter(({ events }) => events.includes(name))
      for (const consumer of consumers) await write(transaction, consumer, name, notice)
      return consumers.length
    },
    sendSoon: () => call.soon(),
    point: defineExtensionPoint<readonly Consumer[]>({
      key: 'consumers',
      added: async (plugin, consumers) => {
        assertSound(consumers, plugin.manifest.capabilities?.events ?? [])
        // Another process that starts at the same time may have been faster.
        await register(plugin.name, consumers).catch((error: unknown) => (duplicateConstraint(error) === null ? Promise.reject(error as Error) : register(plugin.name, consumers))) // whatever it is, it is handed on
        for (const consumer of consumers) active.set(keyOf(plugin.name, consumer.name), { plugin: plugin.name, consumer })
        await call.soon()
      },
      removed: (plugin, consumers) => {
        for (const { name } of consumers) active.delete(keyOf(plugin.name, name))
      },
    }),
    declarations: [{
      name: jobName, title: 'Hand events to plugins', everySeconds: 60, timeLimit: 1_800_000,
      run: (work) => {
        call.begun()
        return sendDue(platform, { find: (limit) => findDueEvents(database, [...new Set([...active.values()].map(({ plugin }) => plugin))], now(), limit), send: handOver }, work)
      },
    }],
  }
}

function assertSound(consumers: readonly Consumer[], allowed: readonly string[]): void {
  for (const [index, { name, events }] of consumers.entries()) {
    if (consumers.findIndex((other) => other.name === name) !== index) throw new Error(`Two consumers are called "${name}". Give each a name of its own.`)
    const missing = events.find((event) => !allowed.includes(event))
    if (missing !== undefined) throw new Error(`The hook "consumers" takes "${missing}", which the capability "events" does not name. Add "events": [${events.map((event) => `"${event}"`).join(', ')}] under "capabilities" of the manifest.`)
  }
}
