import type { ChangesMessage, RealtimeChange } from '@shopdb/contract/realtime'
import type { Caller } from '../../platform/caller.ts'
import { Problem } from '../../platform/problem.ts'
import type { Realtime } from '../../platform/realtime/realtime.ts'
import type { RoomKind } from '../../platform/realtime/room-kind.ts'
import type { ResourceModel } from '../../platform/resources/resource-model.ts'
import type { RecordServices } from '../records/index.ts'
import { mostChanges } from './change-feed.ts'

type Services = Pick<RecordServices, 'platform' | 'assertVisible'>

const kindChannel = (kind: string): string => `kind:${kind}`
const assetChannel = (id: number): string => `asset:${id}`

/**
 * `asset:<id>` hears what happens to one asset; `type:<kind>` to all records of a kind (`printers.printer`, `locations`);
 * `type:assets` to the assets of every type that the caller may see.
 */
export function changeRooms({ platform, assertVisible }: Services): readonly RoomKind[] {
  const models = (): readonly ResourceModel[] => platform.resources.all()
  return [
    {
      prefix: 'asset',
      enter: async (caller, name) => {
        const model = platform.resources.get('assets')
        const id = Number(name)
        if (!model || !Number.isSafeInteger(id) || id < 1) throw new Problem('NOT_FOUND')
        assertMay(caller, model)
        await assertVisible(model, caller, id)
        return [assetChannel(id)]
      },
    },
    {
      prefix: 'type',
      enter: (caller, name) => {
        const wanted = models().filter((model) => (name === 'assets' ? model.base === 'assets' : model.kind === name))
        if (wanted.length === 0) throw new Problem('NOT_FOUND', { detail: `There are no records of the kind "${name.slice(0, 80)}".` })
        const allowed = wanted.filter((model) => caller.may(model.permissions.read))
        const [first] = wanted
        if (allowed.length === 0 && first) assertMay(caller, first)
        return allowed.map((model) => kindChannel(model.kind))
      },
    },
  ]
}

function assertMay(caller: Caller, { permissions }: ResourceModel): void {
  if (!caller.may(permissions.read)) throw new Problem('PERMISSION_MISSING', { extra: { permission: permissions.read } })
}

/** Which of these channels hear of a change. */
export function isHeard({ kind, entityId }: RealtimeChange, channels: ReadonlySet<string>): boolean {
  return channels.has(kindChannel(kind)) || channels.has(assetChannel(entityId))
}

/** Sends changes to who listens, once to each: a member of both channels gets them through the first. */
export function deliverChanges(realtime: Realtime, changes: readonly RealtimeChange[], cursor: number, isAsset: (kind: string) => boolean): void {
  const byKind = Map.groupBy(changes, ({ kind }) => kind)
  for (const [kind, ofKind] of byKind) {
    send(realtime, kindChannel(kind), ofKind, cursor, [])
    if (!isAsset(kind)) continue
    for (const [id, ofAsset] of Map.groupBy(ofKind, ({ entityId }) => entityId)) {
      if (realtime.hasMembers(assetChannel(id))) send(realtime, assetChannel(id), ofAsset, cursor, [kindChannel(kind)])
    }
  }
}

function send(realtime: Realtime, channel: string, changes: RealtimeChange[], cursor: number, except: readonly string[]): void {
  const body: ChangesMessage = changes.length > mostChanges ? { cursor, changes: [], reload: true } : { cursor, changes }
  realtime.deliver(channel, { event: 'changes', body, except, coalescing: { merge: mergeChanges } })
}

function mergeChanges(earlier: ChangesMessage, later: ChangesMessage): ChangesMessage {
  const changes = [...earlier.changes, ...later.changes]
  if (earlier.reload || later.reload || changes.length > mostChanges) return { cursor: later.cursor, changes: [], reload: true }
  return { cursor: later.cursor, changes }
}
