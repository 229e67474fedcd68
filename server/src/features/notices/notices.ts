import { duplicateConstraint } from '../../platform/database/database-error.ts'
import type { JobDeclaration, JobWork } from '../../platform/jobs/job.ts'
import type { Platform } from '../../platform/platform.ts'
import type { PluginHolding } from '../../platform/plugin-holding.ts'
import type { Events } from './events.ts'
import type { NoticeInput, StoredNotice } from './notice.ts'
import { findAllOpen, findEnded, findOpen, insertNotice, markSettled, noticesOf, removeSettled, updateNotice } from './store.ts'

/** What plugins want people to know, from the moment it is so to the moment it is over. Who tells whom is no business of this. */
export type Notices = {
  raise: (input: NoticeInput) => Promise<StoredNotice>
  settle: (plugin: string, key: string) => Promise<boolean>
  open: (plugin: string) => Promise<StoredNotice[]>
  holding: PluginHolding
  declarations: readonly JobDeclaration[]
}

const settledKept = 400 * 24 * 3_600_000
const atOnce = 100

export function createNotices({ database, log, now }: Platform, events: Events): Notices {
  /** Notice and events in one transaction: nobody is told of what did not happen, and nothing happens untold. */
  async function write(input: NoticeInput): Promise<{ notice: StoredNotice; event: 'notice.raised' | 'notice.changed' | null; consumers: number }> {
    return database.write(async (transaction) => {
      const found = await findOpen(transaction, input.plugin, input.key)
      if (found === null) {
        const notice = await insertNotice(transaction, input, now())
        return { notice, event: 'notice.raised' as const, consumers: await events.emit(transaction, 'notice.raised', notice) }
      }
      const notice = { ...found, severity: input.severity, title: input.title, text: input.text, until: input.until }
      if (isSame(found, notice)) return { notice: found, event: null, consumers: 0 }
      await updateNotice(transaction, found.id, input)
      return { notice, event: 'notice.changed' as const, consumers: await events.emit(transaction, 'notice.changed', notice) }
    })
  }

  async function close(notice: StoredNotice): Promise<boolean> {
    const settledAt = now()
    return database.write(async (transaction) => {
      if (!(await markSettled(transaction, notice.id, settledAt))) return false
      await events.emit(transaction, 'notice.settled', { ...notice, settledAt })
      return true
    })
  }

  async function closeAll(notices: readonly StoredNotice[]): Promise<number> {
    for (const notice of notices) await close(notice)
    if (notices.length > 0) await events.sendSoon()
    return notices.length
  }

  /** Those whose end has come; those of long ago are forgotten. */
  async function sweep({ signal }: Pick<JobWork, 'signal'>): Promise<unknown> {
    let settled = 0
    for (let ended = await findEnded(database, now(), atOnce); ended.length > 0; ended = await findEnded(database, now(), atOnce)) {
      signal.throwIfAborted()
      settled += await closeAll(ended)
    }
    return { settled, forgotten: await database.write((transaction) => removeSettled(transaction, now() - settledKept)) }
  }

  return {
    raise: async (input) => {
      // Two that raise one key at the same moment: the second brings it up to date.
      const { notice, event, consumers } = await write(input).catch((error: unknown) => (duplicateConstraint(error) === null ? Promise.reject(error as Error) : write(input))) // whatever it is, it is handed on
      if (event === 'notice.raised') log.info({ plugin: notice.plugin, notice: notice.id, key: notice.key, severity: notice.severity, consumers }, `notice: ${notice.title}`)
      if (consumers > 0) await events.sendSoon()
      return notice
    },
    settle: async (plugin, key) => {
      const found = await findOpen(database, plugin, key)
      if (found === null || !(await close(found))) return false
      await events.sendSoon()
      return true
    },
    open: (plugin) => findAllOpen(database, plugin),
    holding: { title: 'notices', rows: async (_reader, { name }) => [noticesOf(name)], leaving: async ({ name }) => void (await closeAll(await findAllOpen(database, name))) },
    declarations: [{ name: 'notices.sweep', title: 'Settle notices whose end has come', everySeconds: 60, run: sweep }],
  }
}

function isSame(one: StoredNotice, other: StoredNotice): boolean {
  return one.severity === other.severity && one.title === other.title && one.text === other.text && one.until === other.until
}
