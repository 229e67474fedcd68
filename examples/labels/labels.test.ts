import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startTestHost, type TestHost } from '@shopdb/plugin-api/testing'

let host: TestHost
let assetId = 0
before(async () => {
  host = await startTestHost(import.meta.dirname, { settings: { site: 'Plant <North>' }, plugins: ['equipment'] })
  assetId = (await host.api.post('/api/equipment', { assetNumber: 'CNC-7', name: 'Mill & turn' })).body.id
})
after(() => host.stop())

test('the label of an asset has its number, its name and its code', async () => {
  const { status, headers, text } = await host.api.get(`/api/labels/${assetId}`)
  assert.equal(status, 200)
  assert.match(String(headers['content-type']), /^image\/svg\+xml/)
  assert.match(text, />Plant &lt;North&gt;<[\s\S]*>CNC-7<[\s\S]*>Mill &amp; turn</)
  assert.match(text, /<path transform="[^"]+" d="(?:M\d+ \d+h1v1h-1z){100,}"/)
})

test('an asset that is not there is 404, and who may not print is refused', async () => {
  assert.equal((await host.api.get('/api/labels/999999')).status, 404)
  const viewer = await host.as('viewer')
  assert.equal((await viewer.get(`/api/labels/${assetId}`)).status, 403)
})
