import type { RedisState } from '@shopdb/plugin-api'

/** What of Redis counts here: whether it answers, and after how many milliseconds. */
export type RedisProbe = { state: Pick<RedisState, 'status' | 'reason'>; milliseconds: number | null }
export type Component = { status: 'healthy' | 'degraded' | 'error' | 'unknown'; response_time_ms: number | null; message: string }

const slowMilliseconds = 50

export function judgeRedis({ state, milliseconds }: RedisProbe): Component {
  if (state.status === 'absent') return { status: 'unknown', response_time_ms: null, message: 'Redis is not configured' }
  if (milliseconds === null) return { status: 'error', response_time_ms: null, message: state.reason ?? 'Redis does not answer' }
  const rounded = Math.round(milliseconds * 100) / 100
  if (milliseconds > slowMilliseconds) return { status: 'degraded', response_time_ms: rounded, message: `Redis answers after more than ${slowMilliseconds} ms` }
  return { status: 'healthy', response_time_ms: rounded, message: 'Redis answers' }
}

/** Nothing is published and no channel is touched: only a round trip. */
export async function probeRedis(redis: { state: () => RedisProbe['state']; ping: () => Promise<number> }, mostMilliseconds = 900): Promise<RedisProbe> {
  const state = redis.state()
  if (state.status === 'absent') return { state, milliseconds: null }
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<null>((resolve) => { timer = setTimeout(resolve, mostMilliseconds, null) })
  const milliseconds = await Promise.race([redis.ping().catch(() => null), late])
  clearTimeout(timer)
  return { state, milliseconds }
}

/** Of the whole: what is not known is not called healthy. */
export function overallOf(components: readonly Component[]): 'healthy' | 'degraded' | 'unhealthy' {
  if (components.some(({ status }) => status === 'error')) return 'unhealthy'
  return components.some(({ status }) => status !== 'healthy') ? 'degraded' : 'healthy'
}
