import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addInterval, expectedOn, nextDue, stateOf, type Plan } from './due.ts'

const plan: Plan = { basis: 'calendar', everyCount: 1, everyUnit: 'month', everyAmount: null, rhythm: 'completion', startsOn: '2026-01-31', startReading: null, warnDays: null, warnAmount: null, paused: false, lastDoneOn: null, lastDoneFor: null, lastDoneReading: null }

test('a month after the last of a month is the last of the next, also in leap years', () => {
  assert.equal(addInterval('2026-01-31', 1, 'month'), '2026-02-28')
  assert.equal(addInterval('2028-01-31', 1, 'month'), '2028-02-29')
  assert.equal(addInterval('2028-02-29', 1, 'year'), '2029-02-28')
  assert.equal(addInterval('2026-12-28', 1, 'week'), '2027-01-04')
})

test('a plan is first due on its first day, then so long after it was done', () => {
  assert.equal(nextDue(plan).nextDueOn, '2026-01-31')
  assert.equal(nextDue({ ...plan, lastDoneOn: '2026-02-10' }).nextDueOn, '2026-03-10')
})

test('a fixed rhythm keeps its days, however late or early it was done, and does not come twice', () => {
  const fixed: Plan = { ...plan, rhythm: 'fixed' }
  assert.equal(nextDue({ ...fixed, lastDoneOn: '2026-02-10', lastDoneFor: '2026-01-31' }).nextDueOn, '2026-02-28')
  assert.equal(nextDue({ ...fixed, lastDoneOn: '2026-02-26', lastDoneFor: '2026-02-28' }).nextDueOn, '2026-03-31')
  assert.equal(nextDue({ ...fixed, lastDoneOn: '2026-08-15', lastDoneFor: '2026-02-28' }).nextDueOn, '2026-08-31')
})

test('on its day a plan is due, the day after overdue, before it as long as it warns', () => {
  const now = { today: '2026-06-15', reading: null, warnDays: 14 }
  const state = (nextDueOn: string, more: Partial<Plan> = {}): string => stateOf({ ...plan, ...more, nextDueOn, nextDueReading: null }, now)
  assert.deepEqual(['2026-06-14', '2026-06-15', '2026-06-29', '2026-06-30'].map((day) => state(day)), ['overdue', 'due', 'due', 'ok'])
  assert.equal(state('2026-06-29', { warnDays: 3 }), 'ok')
  assert.equal(state('2026-06-14', { paused: true }), 'paused')
})

test('a plan by meter counts from the reading when it was done and warns a tenth before', () => {
  const byHours: Plan = { ...plan, basis: 'hours', everyAmount: 500, lastDoneReading: 1200.5, lastDoneOn: '2026-01-01' }
  const due = nextDue(byHours)
  assert.equal(due.nextDueReading, 1700.5)
  const state = (reading: number | null): string => stateOf({ ...byHours, ...due }, { today: '2026-06-15', reading, warnDays: 14 })
  assert.deepEqual([null, 1650.4, 1650.5, 1700.4, 1700.5].map(state), ['unknown', 'ok', 'due', 'due', 'overdue'])
  assert.equal(expectedOn({ ...byHours, ...due }, { today: '2026-01-11', reading: 1300.5 }), '2026-02-20')
})
