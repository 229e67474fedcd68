import type { SocketClient } from '@shopdb/plugin-api'
import type { Context } from './context.ts'
import { readSymbol } from './fields.ts'
import type { Filter } from './subscription-index.ts'
import { tickStockOf } from './tickstock.ts'

type Kind = 'patterns' | 'indicators' | 'alerts' | 'filter'

const silentMilliseconds = 300_000
const sweepMilliseconds = 30_000

/** What clients ask to hear. Each reply is the answer of the event and, for clients that wait for none, an event of its own. */
export function createSubscriptions(context: Context) {
  const { clock } = context
  const { index, tracking } = tickStockOf(context)
  const heard = new Map<string, { client: SocketClient; at: number }>()

  function noteHeard(client: SocketClient): void {
    heard.set(client.id, { client, at: clock.now() })
    tracking.active(client.id)
  }

  async function filterBy(client: SocketClient, kind: Kind, filter: Filter): Promise<void> {
    noteHeard(client)
    index.set(client.id, kind, filter)
    await tracking.subscribed(client.id, kind, '', filter)
  }

  clock.every(sweepMilliseconds, () => {
    for (const { client, at } of heard.values()) if (clock.now() - at >= silentMilliseconds) client.disconnect('Nothing was heard for five minutes.')
  })

  return {
    noteHeard,
    forget: (client: SocketClient): void => void heard.delete(client.id),
    join: async (client: SocketClient, kind: 'patterns' | 'indicators', given: string): Promise<object> => {
      noteHeard(client)
      const symbol = symbolOf(given)
      client.join(`${kind}:${symbol}`)
      await tracking.subscribed(client.id, kind, symbol)
      return reply(client, 'subscribed', { symbol, type: kind, message: `Subscribed to ${symbol} ${kind}` })
    },
    leave: async (client: SocketClient, kind: 'patterns' | 'indicators', given: string): Promise<object> => {
      noteHeard(client)
      const symbol = symbolOf(given)
      client.leave(`${kind}:${symbol}`)
      await tracking.unsubscribed(client.id, kind, symbol)
      return reply(client, 'unsubscribed', { symbol, type: kind })
    },
    /** Replaces what was named before; an empty list means every pattern. */
    filterByName: async (client: SocketClient, patterns: readonly string[]): Promise<object> => {
      await filterBy(client, 'alerts', { pattern_types: patterns })
      return reply(client, 'subscription_confirmed', { patterns, count: patterns.length, timestamp: new Date(clock.now()).toISOString() })
    },
    filter: async (client: SocketClient, { symbols, ...filter }: Filter): Promise<object> => {
      const filters = { ...filter, ...(symbols && { symbols: symbols.map(symbolOf) }) }
      await filterBy(client, 'filter', filters)
      return reply(client, 'subscribed', { type: 'filter', filters, message: 'Subscribed by filter' })
    },
    /** Of one kind, or of all that concern patterns. */
    leaveAll: async (client: SocketClient, kind?: Kind): Promise<object> => {
      noteHeard(client)
      for (const each of kind ? [kind] : ['patterns', 'alerts', 'filter']) {
        for (const room of [...client.rooms]) if (room.startsWith(`${each}:`)) client.leave(room)
        index.remove(client.id, each)
        await tracking.unsubscribed(client.id, each, null)
      }
      return reply(client, 'unsubscribed', { type: kind ?? 'all' })
    },
  }
}

export type Subscriptions = ReturnType<typeof createSubscriptions>

export function reply(client: SocketClient, event: string, body: object): object {
  client.emit(event, body)
  return body
}

/** The schema let it pass, so it is one. */
function symbolOf(given: string): string {
  return readSymbol(given) ?? given
}
