import type { HostServer } from '../../platform/http/host.ts'
import { createRealtime, type Realtime } from '../../platform/realtime/realtime.ts'
import { recheckAuthentication } from '../sessions/index.ts'
import type { RecordServices } from '../records/index.ts'
import { createChangeFeed } from './change-feed.ts'
import { changeRooms, deliverChanges, isHeard } from './change-rooms.ts'

export type RealtimeParts = { realtime: Realtime; /** Something was committed in this process. */ committed: () => void; stop: () => Promise<void> }

const wakeSubject = 'wake'

/**
 * The realtime server of this process with the rooms of core. Each process reads the committed changes for its own
 * clients, so that each gets every change once, whoever wrote it; Redis only says that it is time to look.
 */
export function startRealtime(services: RecordServices, host: HostServer, slowLimit?: number): RealtimeParts {
  const { platform, lists } = services
  const { config, database, log, now, auth, permissions, resources } = platform
  const realtime = createRealtime({
    config, database, log, now, authenticate: host.authenticate, slowLimit,
    recheck: (authentication) => recheckAuthentication(platform, authentication),
    generation: () => `${auth.callers.generation} ${permissions.generation} ${resources.generation}`,
  })
  const isAsset = (kind: string): boolean => kind === 'assets' || resources.all().some((model) => model.kind === kind && model.base === 'assets')
  const feed = createChangeFeed({
    database, log,
    onChanges: (changes, cursor) => {
      // Another process may have written them; what this one remembers of lists is older.
      lists.invalidate()
      deliverChanges(realtime, changes, cursor, isAsset)
    },
  })
  for (const kind of changeRooms(services)) realtime.defineRooms(kind)
  realtime.resumeWith({ cursor: feed.cursor, since: (cursor, channels) => feed.since(cursor, (change) => isHeard(change, channels)) })
  realtime.onOccupied((isOccupied) => (isOccupied ? feed.follow() : feed.rest()))
  realtime.bus.listen(wakeSubject, feed.wake)
  realtime.attach(host.app.server)
  return {
    realtime,
    committed: () => {
      feed.wake()
      realtime.bus.send(wakeSubject, null)
    },
    stop: async () => {
      feed.rest()
      await realtime.stop()
    },
  }
}
