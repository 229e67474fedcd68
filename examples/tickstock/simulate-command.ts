import type { Command } from '@shopdb/plugin-api'
import type { Context } from './context.ts'
import { coreSymbols, playLoad, sessionMessages, simulateEvents, type SimulatedMessage } from './simulate.ts'

const parameters = {
  type: 'object',
  properties: {
    seconds: { type: 'integer', minimum: 1, maximum: 540, default: 30, description: 'How long' },
    rate: { type: 'number', minimum: 0.1, maximum: 1000, default: 5, description: 'Events in a second' },
    symbols: { type: 'integer', minimum: 1, maximum: coreSymbols.length, default: coreSymbols.length, description: 'How many symbols' },
    seed: { type: 'integer', default: 1, description: 'The same seed sends the same events' },
  },
} as const

const healthMilliseconds = 5000

/** Plays the producer over the Redis of this site, so that pages show something without a market. */
export function simulateCommand({ clock, redis }: Pick<Context, 'clock' | 'redis'>): Command {
  return {
    name: 'simulate', description: 'Send made-up market events, as the producer would', permission: 'tickstock.admin', parameters,
    run: async (given) => {
      const [seconds, rate, seed] = [Number(given['seconds'] ?? 30), Number(given['rate'] ?? 5), Number(given['seed'] ?? 1)]
      const symbols = coreSymbols.slice(0, Number(given['symbols'] ?? coreSymbols.length))
      const send = ({ channel, text }: SimulatedMessage): Promise<number> => redis.publish(channel, text)
      const session = sessionMessages({ id: `simulated-${clock.now()}`, universe: 'simulated', symbolCount: symbols.length, now: clock.now })
      const counts = { patterns: 0, indicators: 0, alerts: 0 }
      await redis.command('SET', 'tickstock:producer:heartbeat', Math.floor(clock.now() / 1000))
      await send(session.started())
      await send(session.health(rate))
      const stopHealth = clock.every(healthMilliseconds, () => send(session.health(rate)).then(() => undefined))
      try {
        const onSent = ({ channel }: SimulatedMessage): void => { counts[kindOf(channel)] += 1 }
        await playLoad({ publish: redis.publish, messages: simulateEvents({ symbols, seed, now: clock.now }), eventsPerSecond: rate, seconds, onSent })
      } finally {
        stopHealth()
        await send(session.stopped(counts.patterns, counts.indicators))
      }
      return { seconds, ...counts }
    },
  }
}

function kindOf(channel: string): 'patterns' | 'indicators' | 'alerts' {
  if (channel.includes('patterns')) return 'patterns'
  return channel.startsWith('tickstock:indicators') ? 'indicators' : 'alerts'
}
