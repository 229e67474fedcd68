import assert from 'node:assert/strict'
import { after, afterEach, before, describe, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { startTestHost, type TestHost, type TestRedis, type TestSocket } from '@shopdb/plugin-api/testing'
import { eventChannels } from './channels.ts'
import { connectTo } from './fixtures/connect.ts'
import * as messages from './fixtures/messages.ts'

/** Ten times the limits of the acceptance list: here they are deadlines, measured they are by a bench. */
const soon = 1000
/** What comes within this time would have come. */
const nothing = 500

let redis: TestRedis
let host: TestHost
const open: TestSocket[] = []
before(async () => {
  host = await startTestHost(import.meta.dirname, { redis: 'running' })
  assert.ok(host.redis)
  redis = host.redis
})
after(() => host.stop())
afterEach(() => {
  for (const client of open.splice(0)) client.close()
})

const publish = (channel: keyof typeof eventChannels | 'tickstock:monitoring' | 'tickstock:processing:status', fields: unknown): Promise<unknown> => redis.publish(channel, typeof fields === 'string' ? fields : JSON.stringify(fields))

async function connect(as: string | readonly string[] = ['tickstock.read']): Promise<TestSocket> {
  const client = await host.socket(as)
  open.push(client)
  await until(() => client.of('connection_confirmed').length === 1, 'the greeting')
  return client
}

async function until(condition: () => boolean | Promise<boolean>, what: string, milliseconds = soon * 5): Promise<void> {
  for (const limit = Date.now() + milliseconds; Date.now() < limit; await delay(5)) if (await condition()) return
  assert.fail(`It did not come to pass: ${what}`)
}

const status = async () => (await host.api.get('/api/tickstock/streaming/status')).body as unknown as { status: string; session: unknown; health: unknown; subscriber_stats: Record<string, number> } // what the route answers
const statistic = async (name: string): Promise<number> => (await status()).subscriber_stats[name] ?? 0
const rows = async (sql: string) => (await host.rows(sql)).map((row) => ({ ...row }))

/** A second of its own for each detection, so that no two are one. */
let second = 1_772_463_400
const detect = (symbol: string, pattern: string, confidence: number): Promise<unknown> => publish('tickstock.events.patterns', messages.detection(symbol, pattern, confidence, (second += 1)))

describe('rooms of symbols', () => {
  test('A2 a detection reaches the room of its symbol, exactly once and soon', async () => {
    const client = await connect()
    await client.send('subscribe_patterns', { symbol: 'AAPL' })
    const began = performance.now()
    await publish('tickstock.events.patterns', messages.singleNested)
    await until(() => client.of('pattern_detected').length > 0, 'the detection', soon)
    assert.ok(performance.now() - began < soon)
    await delay(nothing)
    const [sent, ...more] = client.of('pattern_detected')
    assert.deepEqual(more, [])
    assert.partialDeepStrictEqual(sent, { type: 'pattern_detected', data: { symbol: 'AAPL', pattern_type: 'Bull_Flag', confidence: 0.85 } })
    assert.equal(typeof Reflect.get(Object(sent), 'timestamp'), 'number')
  })

  test('A3 the room of another symbol, no room, and a room that was left hear nothing', async () => {
    const [other, silent, gone, control] = [await connect(), await connect(), await connect(), await connect()]
    await other.send('subscribe_patterns', { symbol: 'MSFT' })
    await gone.send('subscribe_patterns', { symbol: 'AAPL' })
    await gone.send('unsubscribe_patterns', { symbol: 'AAPL' })
    await control.send('subscribe_patterns', { symbol: 'AAPL' })
    await detect('AAPL', 'Doji', 0.8)
    await until(() => control.of('pattern_detected').length === 1, 'the room hears it')
    await delay(nothing)
    for (const client of [other, silent, gone]) assert.deepEqual(client.of('pattern_detected'), [])
    assert.deepEqual(gone.of('unsubscribed'), [{ symbol: 'AAPL', type: 'patterns' }])
  })

  test('A5 a symbol is trimmed and written large; twice is once', async () => {
    const client = await connect()
    const id = client.id
    for (const _time of [1, 2]) assert.deepEqual(await client.send('subscribe_patterns', { symbol: ' aapl ' }), { ok: true, symbol: 'AAPL', type: 'patterns', message: 'Subscribed to AAPL patterns' })
    assert.equal(client.of('subscribed').length, 2)
    assert.deepEqual((await rows(`select kind, symbol from tickstocksubscriptions where sessionid = '${id}'`)), [{ kind: 'patterns', symbol: 'AAPL' }])
    await detect('AAPL', 'Doji', 0.8)
    await until(() => client.of('pattern_detected').length > 0, 'the detection')
    await delay(nothing)
    assert.equal(client.of('pattern_detected').length, 1)
  })

  test('A6 what is no symbol is refused, and the connection stays', async () => {
    const client = await connect()
    for (const body of [{}, { symbol: 7 }, { symbol: '' }, { symbol: 'ABCDEFGHIJK' }, { symbol: '<script>' }]) assert.partialDeepStrictEqual(await client.send('subscribe_patterns', body), { ok: false, problem: { code: 'REQUEST_INVALID' } })
    assert.partialDeepStrictEqual(await client.send('subscribe_patterns', { patterns: 'Doji' }), { ok: false })
    await until(() => client.of('error').length === 6, 'told as events too')
    assert.partialDeepStrictEqual(client.of('error').at(-1), { message: 'Invalid patterns format' })
    assert.partialDeepStrictEqual(client.of('error').at(-2), { message: 'Invalid symbol' })
    assert.deepEqual(await rows(`select symbol from tickstocksubscriptions where sessionid = '${client.id}'`), [])
    assert.equal(client.isConnected(), true)
  })

  test('A16 the indicators of a symbol have a room of their own', async () => {
    const client = await connect()
    await client.send('subscribe_indicators', { symbol: 'BRK.B' })
    await publish('tickstock:indicators:streaming', messages.scalarIndicator)
    await until(() => client.of('streaming_indicator').length === 1, 'the indicator')
    await client.send('unsubscribe_indicators', { symbol: 'BRK.B' })
    await publish('tickstock:indicators:streaming', messages.scalarIndicator)
    await delay(nothing)
    assert.equal(client.of('streaming_indicator').length, 1)
  })
})

describe('filters', () => {
  test('A7 named patterns of any symbol are heard, and who named none hears none', async () => {
    const [named, all, fresh] = [await connect(), await connect(), await connect()]
    assert.partialDeepStrictEqual(await named.send('subscribe_patterns', { patterns: ['Doji'] }), { patterns: ['Doji'], count: 1 })
    assert.partialDeepStrictEqual(named.of('subscription_confirmed'), [{ patterns: ['Doji'], count: 1 }])
    await all.send('subscribe_patterns', { patterns: [] })
    await detect('TSLA', 'Hammer', 0.8)
    await detect('GLD', 'Doji', 0.8)
    await until(() => all.of('pattern_alert').length === 2, 'all of them')
    await delay(nothing)
    assert.partialDeepStrictEqual(named.of('pattern_alert'), [{ type: 'pattern_alert', pattern: 'Doji', symbol: 'GLD', event_data: { confidence: 0.8 } }])
    assert.equal(named.of('pattern_alert').length, 1)
    assert.deepEqual(fresh.of('pattern_alert'), [])
  })

  test('A11 a filter by symbol, pattern and confidence; one subscription goes and the other stays', async () => {
    const client = await connect()
    await client.send('subscribe_patterns', { symbols: ['aapl'], pattern_types: ['Doji'], confidence_min: 0.7 })
    await client.send('subscribe_patterns', { patterns: ['Hammer'] })
    for (const [symbol, pattern, confidence] of [['AAPL', 'Doji', 0.7], ['AAPL', 'Doji', 0.95], ['AAPL', 'Doji', 0.69], ['MSFT', 'Doji', 0.9], ['AAPL', 'Hammer', 0.9]] as const) await detect(symbol, pattern, confidence)
    await until(() => client.of('pattern_alert').length === 3, 'what passes')
    await client.send('unsubscribe_patterns', { type: 'alerts' })
    await detect('AAPL', 'Hammer', 0.9)
    await detect('AAPL', 'Doji', 0.9)
    await until(() => client.of('pattern_alert').length === 4, 'the filter that is left')
    assert.deepEqual(client.of('pattern_alert').map((alert) => Reflect.get(Object(alert), 'pattern')), ['Doji', 'Doji', 'Hammer', 'Doji'])
  })
})

describe('connections', () => {
  test('A9 nobody is let in without a sign-in, and the greeting names who came', async () => {
    const statusOf = (error: unknown): unknown => Reflect.get(Object(Reflect.get(Object(error), 'problem')), 'status')
    assert.equal(await host.socket(null).catch(statusOf), 401)
    assert.equal(await host.socket(['assets.read']).catch(statusOf), 403)
    const client = await connect()
    assert.equal(client.heard[0]?.event, 'connection_confirmed')
    assert.partialDeepStrictEqual(client.heard[0]?.body, { session_id: client.id, status: 'connected' })
    assert.match(String(Reflect.get(Object(client.heard[0]?.body), 'user_id')), /^\d+$/)
    assert.deepEqual(await rows("select sessionid from tickstocksessions where userid = 'anonymous'"), [])
  })

  test('A8 who leaves is in no room any more, and what was written down for him is gone', async () => {
    const client = await connect()
    const id = String(client.id)
    await client.send('subscribe_patterns', { symbol: 'AAPL' })
    assert.equal((await rows(`select symbol from tickstocksubscriptions where sessionid = '${id}'`)).length, 1)
    client.close()
    await until(async () => (await rows(`select symbol from tickstocksubscriptions where sessionid = '${id}'`)).length === 0, 'the rows are gone')
    await until(async () => (await rows(`select sessionid from tickstocksessions where sessionid = '${id}' and disconnectedat is not null`)).length === 1, 'the session has its end')
  })

  test('A10 a heartbeat is answered, and who is silent for five minutes is disconnected', async () => {
    const [alive, silent] = [await connect(), await connect()]
    assert.equal(typeof (await alive.send('heartbeat'))['timestamp'], 'string')
    assert.equal(alive.of('heartbeat_ack').length, 1)
    host.clock.advance(200_000)
    await alive.send('heartbeat')
    host.clock.advance(150_000)
    await until(() => !silent.isConnected(), 'the silent one is gone')
    assert.equal(alive.isConnected(), true)
  })
})

describe('the stream', () => {
  test('A12 the dashboard hears batches alone, and one after the window', async () => {
    const [client, other] = [await connect(), await connect()]
    await client.send('subscribe_streaming', {})
    const began = performance.now()
    for (const symbol of ['A', 'B', 'C']) await publish('tickstock:patterns:streaming', { detection: { symbol, pattern: 'Doji', confidence: 0.8, timestamp: (second += 1) } })
    await publish('tickstock:indicators:streaming', messages.objectIndicator)
    await until(() => client.of('streaming_patterns_batch').length === 1 && client.of('streaming_indicators_batch').length === 1, 'the batches', 3500)
    assert.ok(performance.now() - began < 3500)
    assert.partialDeepStrictEqual(client.of('streaming_patterns_batch'), [{ count: 3 }])
    assert.partialDeepStrictEqual(client.of('streaming_indicators_batch'), [{ count: 1, indicators: [{ type: 'streaming_indicator', calculation: { indicator_type: 'MACD', values: { macd: 0.31 } }, key: 'WMT:MACD' }] }])
    assert.deepEqual([...client.of('streaming_pattern'), ...client.of('streaming_indicator'), ...other.of('streaming_patterns_batch')], [])
    await client.send('unsubscribe_streaming', {})
  })

  test('A12 with the buffer off events come one by one', async () => {
    const client = await connect()
    await client.send('subscribe_streaming', {})
    assert.equal((await host.api.put('/api/settings/plugin.tickstock.bufferEnabled', { value: false })).status, 200)
    await publish('tickstock:patterns:streaming', { detection: { symbol: 'AAPL', pattern: 'Doji', confidence: 0.8, timestamp: (second += 1) } })
    await until(() => client.of('streaming_pattern').length === 1, 'the single event', soon)
    await host.api.put('/api/settings/plugin.tickstock.bufferEnabled', { value: true })
  })

  test('A15 a detection on two channels is heard once in each family of events', async () => {
    const client = await connect()
    for (const body of [{ symbol: 'NVDA' }, { patterns: [] }]) await client.send('subscribe_patterns', body)
    await client.send('subscribe_streaming', {})
    for (const channel of ['tickstock:patterns:streaming', 'tickstock:patterns:detected'] as const) await publish(channel, messages.streamed)
    await until(() => client.of('streaming_patterns_batch').length > 0, 'the batch')
    await delay(nothing)
    assert.deepEqual(['pattern_detected', 'pattern_alert', 'streaming_patterns_batch'].map((event) => client.of(event).length), [1, 1, 1])
  })

  test('A17 alerts are never put together and reach everybody, in all their forms', async () => {
    const client = await connect()
    for (const alert of [messages.flatAlert, messages.nestedAlert]) await publish('tickstock:alerts:indicators', alert)
    for (const alert of [messages.flatCritical, messages.nestedCritical]) await publish('tickstock:alerts:critical', alert)
    await until(() => client.of('indicator_alert').length === 2 && client.of('critical_alert').length === 2, 'four alerts', soon)
    assert.partialDeepStrictEqual(client.of('indicator_alert'), [{ alert: { alert_type: 'RSI_OVERBOUGHT', symbol: 'TSLA', data: { rsi: 75.5 } } }, { alert: { alert_type: 'RSI_OVERSOLD', symbol: 'AAPL' } }])
    assert.partialDeepStrictEqual(client.of('critical_alert'), [{ type: 'critical_alert', alert: { type: 'CONNECTION_LOST' } }, { alert: { severity: 'info', data: { recovery: 're-established' } } }])
  })

  test('A18 a session begins, says how it is, and ends', async () => {
    const client = await connect()
    await publish('tickstock:streaming:session_started', messages.sessionStarted)
    await publish('tickstock:streaming:health', messages.streamHealth)
    await publish('tickstock.health.status', messages.systemHealth)
    await until(() => ['streaming_session', 'streaming_health', 'system_health'].every((event) => client.of(event).length === 1), 'three events')
    assert.partialDeepStrictEqual(await status(), { status: 'online', session: { session_id: 's-1', universe: 'market_leaders:top_500', symbol_count: 60 }, health: { status: 'healthy', ticks_per_second: 15.2, data_flow: { ticks_per_second: 15.2 } } })
    await publish('tickstock:streaming:session_stopped', messages.sessionStopped)
    await until(() => client.of('streaming_session').length === 2, 'the end')
    assert.partialDeepStrictEqual(client.of('streaming_session'), [{ type: 'streaming_session_started', session: { universe: 'market_leaders:top_500' } }, { type: 'streaming_session_stopped', total_patterns: 1250, final_status: 'completed' }])
    assert.partialDeepStrictEqual(await status(), { status: 'idle', session: null })
  })

  test('A20 nothing that cannot be understood reaches anybody, it is counted, and the next message is delivered', async () => {
    const client = await connect()
    for (const body of [{ symbol: 'AAPL' }, { patterns: [] }]) await client.send('subscribe_patterns', body)
    const dropped = await statistic('events_dropped')
    await publish('tickstock:patterns:streaming', '{"type":"streaming_pattern","detection":{"symbol":"AAPL"')
    await publish('tickstock.events.patterns', '[1, 2]')
    await publish('tickstock.events.patterns', { test: 'health_check' })
    await publish('tickstock.events.patterns', { event_type: 'pattern_detected', data: { pattern: 'Doji', confidence: 0.7 } })
    await detect('AAPL', 'Doji', 0.8)
    await until(() => client.of('pattern_detected').length === 1, 'the sound one')
    assert.equal(await statistic('events_dropped') - dropped, 4)
    assert.equal(client.of('pattern_alert').length, 1)
  })

  test('A24 what the producer says about itself is for administrators', async () => {
    const [reader, administrator] = [await connect(), await connect(['tickstock.read', 'tickstock.admin'])]
    await publish('tickstock:monitoring', messages.monitoringAlert)
    await publish('tickstock:processing:status', messages.processingProgress)
    await until(() => administrator.of('monitoring_update').length === 1 && administrator.of('processing_status_update').length === 1, 'both')
    assert.partialDeepStrictEqual(administrator.of('processing_status_update'), [{ status: { is_running: true, phase: 'data_import', progress: 50, current_symbol: 'GOOGL' } }])
    assert.deepEqual([...reader.of('monitoring_update'), ...reader.of('processing_status_update')], [])
    assert.partialDeepStrictEqual((await host.api.get('/api/tickstock/admin/monitoring/status')).body, { alerts: [{ id: 'a-17' }], processing: { phase: 'data_import' } })
  })

  test('A33 with the flag of the stream off nothing is sent, and on again it is', async () => {
    const client = await connect()
    await client.send('subscribe_patterns', { symbol: 'AAPL' })
    await host.api.put('/api/settings/plugin.tickstock.flags.websocketStreaming', { value: false })
    await detect('AAPL', 'Doji', 0.8)
    await publish('tickstock:alerts:critical', messages.flatCritical)
    await delay(nothing)
    assert.deepEqual([...client.of('pattern_detected'), ...client.of('critical_alert')], [])
    await host.api.put('/api/settings/plugin.tickstock.flags.websocketStreaming', { value: true })
    await detect('AAPL', 'Doji', 0.8)
    await until(() => client.of('pattern_detected').length === 1, 'on again')
  })

  test('A39 beyond a hundred events a second a user gets no more, but every critical alert, and others get theirs', async () => {
    const [busy, calm] = [await connect(), await connect(['tickstock.read', 'assets.read'])]
    await busy.send('subscribe_patterns', { patterns: [] })
    await calm.send('subscribe_patterns', { symbol: 'ZM' })
    const limited = await statistic('events_rate_limited')
    await Promise.all(Array.from({ length: 300 }, (_, place) => detect(`S${place}`, 'Doji', 0.8)))
    await publish('tickstock:alerts:critical', messages.flatCritical)
    await detect('ZM', 'Doji', 0.8)
    await until(() => calm.of('pattern_detected').length === 1 && busy.of('critical_alert').length === 1, 'the others and the alert')
    assert.ok(await statistic('events_rate_limited') > limited)
    assert.ok(busy.of('pattern_alert').length < 300)
  })
})

describe('backtests', () => {
  test('A19 reports about a backtest reach its owner alone and change its state', async () => {
    const [owner, other] = [await host.as(['tickstock.read']), await host.as(['tickstock.read', 'assets.read'])]
    const [ownSocket, otherSocket] = [await connect(['tickstock.read']), await connect(['tickstock.read', 'assets.read'])]
    assert.equal((await owner.post('/api/tickstock/backtest/submit', { symbols: [], patterns: ['Doji'], start_date: '2025-01-01', end_date: '2025-06-01' })).status, 400)
    const submitted = await owner.post('/api/tickstock/backtest/submit', { symbols: ['aapl'], patterns: ['Doji'], start_date: '2025-01-01', end_date: '2025-06-01' })
    assert.equal(submitted.status, 201)
    const id = String(submitted.body['job_id'])
    assert.match(id, /^backtest_\d+_[0-9a-f]{8}$/)
    const read = async () => (await owner.get(`/api/tickstock/backtest/job/${id}`)).body
    assert.partialDeepStrictEqual(await read(), { status: 'queued', progress: 0 })
    await publish('tickstock.events.backtesting.progress', { event_type: 'backtest_progress', job_id: id, progress: 0.42, status: 'processing' })
    await until(() => ownSocket.of('backtest_progress').length === 1, 'the progress')
    assert.partialDeepStrictEqual(await read(), { status: 'running', progress: 0.42 })
    await publish('tickstock.events.backtesting.results', { event_type: 'backtest_result', job_id: id, status: 'completed', results: { win_rate: 0.61 } })
    await until(() => ownSocket.of('backtest_result').length === 1, 'the result')
    assert.partialDeepStrictEqual(await read(), { status: 'completed', progress: 1, results: { win_rate: 0.61 } })
    assert.deepEqual([...otherSocket.of('backtest_progress'), ...otherSocket.of('backtest_result')], [])
    assert.equal((await other.get(`/api/tickstock/backtest/job/${id}`)).status, 403)
    assert.equal((await owner.get('/api/tickstock/backtest/job/none')).status, 404)
    assert.equal(Reflect.get(Object((await owner.get('/api/tickstock/backtest/jobs')).body['jobs']), 'length'), 1)
    assert.equal((await owner.post(`/api/tickstock/backtest/job/${id}/cancel`)).status, 200)
  })
})

describe('the plugin and Redis', () => {
  test('the simulator plays a session', async () => {
    const client = await connect()
    await client.send('subscribe_patterns', { patterns: [] })
    assert.partialDeepStrictEqual((await host.api.post('/api/plugins/tickstock/commands/simulate', { seconds: 1, rate: 60 })).body, { result: { seconds: 1 } })
    await until(() => client.of('streaming_session').length === 2 && client.of('pattern_alert').length > 10, 'a session with patterns')
  })

  test('A1 all channels are subscribed, and none when the plugin is disabled', async () => {
    const channels = [...Object.keys(eventChannels), 'tickstock:errors']
    const counts = (): Promise<number[]> => Promise.all(channels.map(redis.subscribers))
    assert.ok((await counts()).every((count) => count >= 1))
    const client = await connect()
    assert.equal((await host.api.post('/api/plugins/tickstock/disable', {})).status, 200)
    await until(async () => (await counts()).every((count) => count === 0), 'nobody listens')
    assert.equal((await host.api.get('/api/tickstock/health')).status, 404)
    await until(() => !client.isConnected(), 'the clients are gone')
    assert.equal((await host.api.post('/api/plugins/tickstock/enable', {})).status, 200)
    await until(async () => (await counts()).every((count) => count >= 1), 'all again')
  })

  test('A21 while Redis is away the process lives and says so; when it is back everything is', { timeout: 60_000 }, async () => {
    const client = await connect()
    await client.send('subscribe_patterns', { symbol: 'AAPL' })
    await redis.stop()
    await until(async () => (await host.api.get('/api/tickstock/health')).status === 503, 'it is told')
    await delay(2000)
    assert.equal(client.isConnected(), true)
    await redis.start()
    await until(async () => (await host.api.get('/api/tickstock/health')).status === 200, 'healthy again', 15_000)
    await until(async () => {
      await detect('AAPL', 'Doji', 0.8)
      return client.of('pattern_detected').length > 0
    }, 'delivered again', 15_000)
  })

  test('A22 A8 of two processes each tells its own clients once; one is killed, the other goes on, and its rows are removed', { timeout: 120_000 }, async () => {
    const other = await host.startProcess()
    const [here, there] = [await connect(), await connectTo(other.url, other.token)]
    await here.send('subscribe_patterns', { symbol: 'AAPL' })
    let count = 0
    there.on('pattern_detected', () => { count += 1 })
    const id = String(there.id)
    await there.emitWithAck('subscribe_patterns', { symbol: 'AAPL' })
    await detect('AAPL', 'Doji', 0.8)
    await until(() => here.of('pattern_detected').length > 0 && count > 0, 'both')
    await delay(nothing)
    assert.deepEqual([here.of('pattern_detected').length, count], [1, 1])
    const leftBehind = () => rows(`select symbol from tickstocksubscriptions where sessionid = '${id}'`)
    assert.equal((await leftBehind()).length, 1)
    await other.kill()
    there.close()
    await detect('AAPL', 'Doji', 0.8)
    await until(() => here.of('pattern_detected').length === 2, 'the one that is left')
    const third = await host.startProcess()
    await until(async () => (await leftBehind()).length === 0, 'what the killed one left behind is gone', 40_000)
    await third.kill()
  })
})
