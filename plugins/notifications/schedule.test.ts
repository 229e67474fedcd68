import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isTimeZone, momentOf, nextTimeOfDay, occurrenceAt, occurrencesFrom, recurrenceOf, type Schedule } from './schedule.ts'

const berlin = 'Europe/Berlin'
const at = (text: string): number => Date.parse(text)
const schedule = (start: string, end: string, recurrence: string | null, timeZone = berlin): Schedule => ({ startsAt: momentOf(start, timeZone) ?? 0, endsAt: momentOf(end, timeZone), timeZone, recurrence })
const written = (found: readonly { from: number; until: number | null }[]): string[] => found.map(({ from, until }) => `${new Date(from).toISOString().slice(0, 16)} ${until === null ? '' : new Date(until).toISOString().slice(0, 16)}`)

test('a meeting at six stays at six when summer time begins and ends', () => {
  const daily = schedule('2026-03-27T06:00', '2026-03-27T06:30', 'FREQ=DAILY')
  assert.deepEqual(written(occurrencesFrom(daily, at('2026-03-28T00:00:00Z'), 3)), ['2026-03-28T05:00 2026-03-28T05:30', '2026-03-29T04:00 2026-03-29T04:30', '2026-03-30T04:00 2026-03-30T04:30'])
  assert.deepEqual(written(occurrencesFrom(daily, at('2026-10-24T00:00:00Z'), 3)), ['2026-10-24T04:00 2026-10-24T04:30', '2026-10-25T05:00 2026-10-25T05:30', '2026-10-26T05:00 2026-10-26T05:30'])
})

test('a night shift ends at six by the clock, an hour shorter or longer in the night of the change', () => {
  const night = schedule('2026-03-20T22:00', '2026-03-21T06:00', 'FREQ=DAILY')
  const hours = (moment: string): number => { const found = occurrenceAt(night, at(moment)); return ((found?.until ?? 0) - (found?.from ?? 0)) / 3_600_000 }
  assert.deepEqual([hours('2026-03-27T23:00:00Z'), hours('2026-03-28T23:00:00Z'), hours('2026-10-24T23:00:00Z')], [8, 7, 9])
  assert.equal(new Date(occurrenceAt(night, at('2026-03-28T23:00:00Z'))?.until ?? 0).toISOString(), '2026-03-29T04:00:00.000Z')
})

test('a time that the clock skips has no occurrence on that day, one that it shows twice has one', () => {
  const early = schedule('2026-03-27T02:30', '2026-03-27T02:45', 'FREQ=DAILY')
  assert.deepEqual(written(occurrencesFrom(early, at('2026-03-28T00:00:00Z'), 3)), ['2026-03-28T01:30 2026-03-28T01:45', '2026-03-30T00:30 2026-03-30T00:45', '2026-03-31T00:30 2026-03-31T00:45'])
  assert.deepEqual(written(occurrencesFrom(early, at('2026-10-24T12:00:00Z'), 2)), ['2026-10-25T00:30 2026-10-25T00:45', '2026-10-26T01:30 2026-10-26T01:45'])
})

test('America changes its clocks on other days', () => {
  const daily = schedule('2026-03-06T06:00', '2026-03-06T07:00', 'FREQ=WEEKLY;BYDAY=FR,MO', 'America/Chicago')
  assert.deepEqual(written(occurrencesFrom(daily, at('2026-03-06T00:00:00Z'), 3)), ['2026-03-06T12:00 2026-03-06T13:00', '2026-03-09T11:00 2026-03-09T12:00', '2026-03-13T11:00 2026-03-13T12:00'])
})

test('the running occurrence comes before the next, and after the last there is none', () => {
  const twice = schedule('2026-06-01T06:00', '2026-06-01T08:00', 'FREQ=WEEKLY;COUNT=2')
  assert.deepEqual(written([occurrenceAt(twice, at('2026-06-01T05:00:00Z'))].filter((found) => found !== null)), ['2026-06-01T04:00 2026-06-01T06:00'])
  assert.deepEqual(written([occurrenceAt(twice, at('2026-06-01T06:00:00Z'))].filter((found) => found !== null)), ['2026-06-08T04:00 2026-06-08T06:00'])
  assert.equal(occurrenceAt(twice, at('2026-06-08T06:00:00Z')), null)
  assert.equal(occurrenceAt(schedule('2026-06-01T06:00', '2026-06-01T08:00', null), at('2026-06-01T06:00:00Z')), null)
})

test('only rules that mean something are taken', () => {
  assert.equal(recurrenceOf(' rrule:freq=weekly;byday=mo,we '), 'FREQ=WEEKLY;BYDAY=MO,WE')
  for (const wrong of ['', 'daily', 'FREQ=SECONDLY', 'FREQ=DAILY;DTSTART=20260101', 'FREQ=DAILY;FOO=1', 'DTSTART:20200101\nRRULE:FREQ=DAILY']) assert.equal(recurrenceOf(wrong), null, wrong)
  assert.ok(isTimeZone(berlin))
  assert.ok(!isTimeZone('Mars/Base'))
  assert.equal(momentOf('2026-03-01T06:00:00+01:00', 'UTC'), at('2026-03-01T05:00:00Z'))
  assert.equal(momentOf('tomorrow', 'UTC'), null)
})

test('a digest at seven comes at seven by the clock of its zone', () => {
  assert.equal(new Date(nextTimeOfDay('07:00', berlin, at('2026-03-28T06:00:00Z'))).toISOString(), '2026-03-29T05:00:00.000Z')
  assert.equal(new Date(nextTimeOfDay('07:00', berlin, at('2026-03-28T05:59:00Z'))).toISOString(), '2026-03-28T06:00:00.000Z')
})
