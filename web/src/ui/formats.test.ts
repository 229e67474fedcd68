import { describe, expect, it } from 'vitest'
import { byteSize, numberWithUnit, plainDate, relativeTime } from './formats.ts'

const now = new Date('2026-11-21T12:00:00Z')
const ago = (seconds: number): string => relativeTime(new Date(now.getTime() - seconds * 1000), now, 'en-GB')

describe('times and sizes', () => {
  it('are said as people say them, up to a week', () => {
    expect([ago(5), ago(90), ago(7300), ago(3 * 86_400), ago(8 * 86_400)]).toEqual(['now', '1 minute ago', '2 hours ago', '3 days ago', '13 Nov 2026'])
  })

  it('show a plain date as it was written, in every time zone', () => {
    expect(plainDate('2026-01-01', 'en-GB')).toBe('1 Jan 2026')
  })

  it('use units people read', () => {
    expect([byteSize(17_179_869_184, 'en'), byteSize(512, 'en'), byteSize(0, 'en'), byteSize(1_500_000, 'de')]).toEqual(['16 GiB', '512 B', '0 B', '1,4 MiB'])
    expect([numberWithUnit(3000, null, 'en'), numberWithUnit(21.5, 'Cel', 'en'), numberWithUnit(1024, 'By', 'en')]).toEqual(['3000', '21.5 °C', '1 KiB'])
  })
})
