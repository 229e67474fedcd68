import type { ChartContent } from '@shopdb/contract/plugin-content'
import { phrase } from './phrases.ts'
import { statusKinds, type StatusKind } from './status-kind.ts'
import { showValue } from './value-columns.ts'

export type ChartPoint = { label: string; value: number | null; tone: StatusKind | null; path: string | null }
export type ChartSeries = { name: string; tone: StatusKind | null; points: readonly ChartPoint[] }
export type DrawnChart = { kind: 'bar' | 'line' | 'donut'; unit: string | null; series: readonly ChartSeries[] }

const tones: Readonly<Record<string, StatusKind>> = { warning: 'warn', critical: 'down', muted: 'unknown' }

/** The tone of a plugin's answer as one of the five kinds that have a shape and a colour; what only informs has none. */
export function toneOf(tone: unknown): StatusKind | null {
  if (typeof tone !== 'string') return null
  return statusKinds.find((kind) => kind === tone) ?? tones[tone] ?? null
}

/** Where a link of a plugin's content leads. The host adds the address; a link to nothing that is here has none. */
export function pathOf(link: unknown): string | null {
  return typeof link === 'object' && link !== null && 'path' in link && typeof link.path === 'string' ? link.path : null
}

/** A chart with its labels as people read them. */
export function drawnChart(content: ChartContent, locale: string): DrawnChart {
  const label = (value: string | number): string => (content.labelType === undefined || content.labelType === 'text' ? String(value) : showValue(value, { name: '', title: '', type: content.labelType }, locale, { yes: '', no: '' }))
  return {
    kind: content.kind,
    unit: content.unit ?? null,
    series: content.series.map((series) => ({ name: phrase(series.name), tone: toneOf(series.tone), points: series.points.map((point) => ({ label: label(point.label), value: point.value, tone: toneOf(point.tone) ?? toneOf(series.tone), path: pathOf(point.link) })) })),
  }
}

/** Round values for the lines behind a chart, from at most zero to at least the largest value. */
export function axisSteps(lowest: number, highest: number, wanted = 4): number[] {
  const from = Math.min(0, lowest)
  const span = Math.max(highest, 0) - from || 1
  const rough = span / wanted
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10)
  const first = Math.floor(from / step)
  const last = Math.ceil(Math.max(highest, 0) / step)
  return Array.from({ length: last - first + 1 }, (_, index) => Number(((first + index) * step).toPrecision(12)))
}
