import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startTestHost, type TestHost } from '@shopdb/plugin-api/testing'

let host: TestHost
before(async () => { host = await startTestHost(import.meta.dirname) })
after(() => host.stop())

const day = 24 * 60 * 60 * 1000
const inDays = (days: number) => new Date(Date.now() + days * day).toISOString().slice(0, 10)

test('the dashboard counts what is overdue and lists what is due soon', async () => {
  const overdue = await host.create('fireextinguisher', { nextInspectionOn: inDays(-3) })
  const soon = await host.create('fireextinguisher', { nextInspectionOn: inDays(12) })
  await host.create('fireextinguisher', { nextInspectionOn: inDays(300) })
  assert.partialDeepStrictEqual((await host.api.get('/api/dashboard/fireextinguishers/overdue')).body, { value: 1 })
  const { text } = await host.api.get('/api/dashboard/fireextinguishers/soon')
  assert.ok(text.includes(String(soon.assetNumber)))
  assert.ok(!text.includes(String(overdue.assetNumber)))
})

test('a fire class that does not exist is refused with its field', async () => {
  const answer = await host.api.post('/api/fireextinguishers', host.values('fireextinguisher', { fireClasses: 'XYZ' }))
  assert.equal(answer.status, 400)
  assert.partialDeepStrictEqual(answer.body, { fields: [{ path: '/fireClasses' }] })
})
