import { describe, expect, it } from 'vitest'
import { axisSteps, drawnChart, pathOf, toneOf } from './chart-content.ts'

describe('what a chart shows', () => {
  it('writes labels in the reader\'s language and lets a series lend its tone to its points', () => {
    const chart = drawnChart({ kind: 'line', labelType: 'date', series: [{ name: 'Due', tone: 'warning', points: [{ label: '2026-03-04', value: 1 }, { label: '2026-03-05', value: null, tone: 'ok' }] }] }, 'en')
    expect(chart.series[0]?.points).toEqual([{ label: 'Mar 4, 2026', value: 1, tone: 'warn', path: null }, { label: 'Mar 5, 2026', value: null, tone: 'ok', path: null }])
  })

  it('knows a state by the words of plugins and never takes an unknown one for good', () => {
    expect([toneOf('critical'), toneOf('ok'), toneOf('muted'), toneOf('info'), toneOf('splendid'), toneOf(3)]).toEqual(['down', 'ok', 'unknown', null, null, null])
  })

  it('leads only where the host found a place', () => {
    expect([pathOf({ type: 'a.b', path: '/computers?q=1' }), pathOf({ type: 'a.b' }), pathOf(null)]).toEqual(['/computers?q=1', null, null])
  })

  it('stands on round values that hold the lowest and the highest', () => {
    expect(axisSteps(0, 7)).toEqual([0, 2, 4, 6, 8])
    expect(axisSteps(-3, 3)).toEqual([-4, -2, 0, 2, 4])
    expect(axisSteps(0, 0)).toEqual([0])
    expect(axisSteps(0, 0.3)).toEqual([0, 0.1, 0.2, 0.3])
  })
})
