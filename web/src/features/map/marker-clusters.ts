import type { StatusKind } from '@shopdb/ui'

export type PlacedMarker = { id: number; x: number; y: number; kind: StatusKind }
export type MarkerCluster<Marker extends PlacedMarker> = { x: number; y: number; members: readonly Marker[]; counts: Readonly<Record<StatusKind, number>> }

/**
 * Markers that would cover each other on the screen stand as one. The grid is fixed to the plan, not to the window,
 * so that nothing regroups while the map is moved.
 */
export function clusterMarkers<Marker extends PlacedMarker>(markers: readonly Marker[], cell: number, alone: number | null): MarkerCluster<Marker>[] {
  const cells = new Map<string, Marker[]>()
  for (const marker of markers) {
    const key = marker.id === alone ? `alone ${marker.id}` : `${Math.floor(marker.x / cell)} ${Math.floor(marker.y / cell)}`
    const members = cells.get(key)
    if (members) members.push(marker)
    else cells.set(key, [marker])
  }
  return [...cells.values()].map((members) => ({ members, counts: countKinds(members), x: mean(members, 'x'), y: mean(members, 'y') }))
}

export function countKinds(markers: readonly PlacedMarker[]): Record<StatusKind, number> {
  const counts: Record<StatusKind, number> = { ok: 0, warn: 0, down: 0, maintenance: 0, unknown: 0 }
  for (const marker of markers) counts[marker.kind]++
  return counts
}

/** A cluster is called out only when more of it is down than usual; otherwise every large one would be red. */
export function isAlarming(counts: Readonly<Record<StatusKind, number>>, size: number, usualShare: number): boolean {
  return counts.down > 0 && counts.down / size > usualShare
}

function mean(members: readonly PlacedMarker[], axis: 'x' | 'y'): number {
  return members.reduce((sum, member) => sum + member[axis], 0) / members.length
}
