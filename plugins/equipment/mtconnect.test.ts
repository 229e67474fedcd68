import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { readStreams } from './mtconnect.ts'

const streams = (items: string): string => `<?xml version="1.0"?><m:MTConnectStreams xmlns:m="urn:mtconnect.org:MTConnectStreams:1.7"><m:Streams><m:DeviceStream name="Lathe &amp; Co" uuid='u-1'>${items}</m:DeviceStream></m:Streams></m:MTConnectStreams>`

test('the worst of connection, fault and execution is the state, since its own moment', () => {
  const running = '<m:Availability timestamp="2026-03-01T10:00:00Z">AVAILABLE</m:Availability><m:Execution timestamp="2026-03-01T11:00:00Z">ACTIVE</m:Execution>'
  assert.partialDeepStrictEqual(readStreams(streams(running)), [{ uuid: 'u-1', name: 'Lathe & Co', liveState: 'running', liveSince: '2026-03-01T11:00:00.000Z', alarm: null }])
  assert.partialDeepStrictEqual(readStreams(streams(`${running}<!-- <m:Fault>no</m:Fault> --><m:Fault nativeCode="401" timestamp="2026-03-01T11:05:00Z">Servo &#x201C;X&#x201D; alarm</m:Fault>`)), [{ liveState: 'alarm', alarm: 'Servo “X” alarm', liveSince: '2026-03-01T11:05:00.000Z' }])
  assert.partialDeepStrictEqual(readStreams(streams('<m:Availability timestamp="2026-03-01T10:00:00Z">UNAVAILABLE</m:Availability><m:Execution timestamp="2026-03-01T10:00:00Z">UNAVAILABLE</m:Execution>')), [{ liveState: 'offline' }])
  assert.partialDeepStrictEqual(readStreams(streams('<m:Execution timestamp="t">FEED_HOLD</m:Execution>')), [{ liveState: 'stopped' }])
})

test('what is no stream has no readings', () => {
  for (const document of ['', 'not xml', '<MTConnectDevices><Device uuid="a"/></MTConnectDevices>', '<DeviceStream/>']) assert.deepEqual(readStreams(document), [])
})

const samples = join(import.meta.dirname, '../../../shared/data/samples/mtconnect')
if (existsSync(samples)) {
  const read = (file: string) => readStreams(readFileSync(join(samples, file), 'utf8'))
  test('documents of real agents are understood', () => {
    assert.partialDeepStrictEqual(read('live-cppagent-1.3/current.xml'), [{ uuid: '43444e50-a578-11e7-a3dd-28cfe91a82ef', name: 'Mazak01', liveState: 'running', program: '1006', controllerMode: 'AUTOMATIC', operatingHours: 11583.6, partsProduced: 0 }])
    assert.partialDeepStrictEqual(read('live-cppagent-1.3/current_adapter_down.xml'), [{ name: 'Mazak01', liveState: 'offline' }])
    const [mazak] = read('streams/Current-Mazak-1.5.xml')
    assert.equal(mazak?.program, '480')
    assert.deepEqual(read('live-cppagent-1.3/probe.xml'), [])
  })
}
