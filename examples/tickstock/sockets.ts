import type { Sockets } from '@shopdb/plugin-api'
import { everybody, userIdOf } from './audience.ts'
import type { Context } from './context.ts'
import { emissions, socketEvents } from './socket-events.ts'
import { createSubscriptions } from './subscriptions.ts'
import { tickStockOf } from './tickstock.ts'

/** What happens when browsers come, send something, and go. */
export function defineSockets(context: Context): Sockets {
  const { audience, index, tracking } = tickStockOf(context)
  const subscriptions = createSubscriptions(context)

  return {
    permission: 'tickstock.read', events: socketEvents(context, subscriptions), emits: emissions, joined: audience.joined, left: audience.left,
    connected: (client) => {
      const user = userIdOf(client)
      client.emit('connection_confirmed', { user_id: user, session_id: client.id, server_time: new Date(context.clock.now()).toISOString(), status: 'connected' })
      client.join(everybody)
      if (client.caller.may('tickstock.admin')) client.join('admin')
      tracking.connected(client.id, user, client.process)
      subscriptions.noteHeard(client)
    },
    disconnected: (client) => {
      subscriptions.forget(client)
      index.removeSession(client.id)
      tracking.disconnected(client.id)
    },
    /** Clients that wait for no answer hear of it too. */
    refused: (client, event, { fields, detail, title }) => {
      const path = fields?.[0]?.path ?? ''
      const wrong = path.startsWith('/patterns') ? 'Invalid patterns format' : path.startsWith('/symbol') ? 'Invalid symbol' : (detail ?? title)
      client.emit('error', { message: wrong, event })
    },
    sweep: tracking.sweep,
  }
}
