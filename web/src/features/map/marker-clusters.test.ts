import { describe, expect, it } from 'vitest'
import { clusterMarkers, isAlarming, type PlacedMarker } from './marker-clusters.ts'

const marker = (id: number, x: number, y: number, kind: PlacedMarker['kind'] = 'ok'): PlacedMarker => ({ id, x, y, kind })

describe('markers on a map', () => {
  it('stand as one where they would cover each other, also across the lines of the grid', () => {
    const clusters = clusterMarkers([marker(1, 10, 10), marker(2, 14, 12), marker(3, 48, 10), marker(4, 52, 10), marker(5, 300, 300)], 50, null)
    expect(clusters.length).toBeLessThan(5)
    expect(clusters.flatMap((cluster) => cluster.members.map((member) => member.id)).sort()).toEqual([1, 2, 3, 4, 5])
    for (const one of clusters) for (const other of clusters) if (one !== other) expect(Math.hypot(one.x - other.x, one.y - other.y)).toBeGreaterThan(20)
  })

  it('leave the chosen one alone', () => {
    const clusters = clusterMarkers([marker(1, 10, 10), marker(2, 12, 12), marker(3, 14, 14)], 50, 2)
    expect(clusters.find((cluster) => cluster.members.some((member) => member.id === 2))?.members).toHaveLength(1)
  })

  it('call out only what is worse than usual', () => {
    const counts = { ok: 95, warn: 0, down: 5, maintenance: 0, unknown: 0 }
    expect(isAlarming(counts, 100, 0.06)).toBe(false)
    expect(isAlarming(counts, 100, 0.04)).toBe(true)
    expect(isAlarming({ ...counts, down: 0 }, 100, 0)).toBe(false)
  })
})
