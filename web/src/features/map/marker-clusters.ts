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
  const groups = [...cells.values()].map((members): Group<Marker> => ({ members, x: mean(members, 'x'), y: mean(members, 'y'), fixed: members[0]?.id === alone }))
  return mergeClose(groups, cell).map(({ members, x, y }) => ({ members, x, y, counts: countKinds(members) }))
}

type Group<Marker> = { members: Marker[]; x: number; y: number; fixed: boolean }

/** Groups on both sides of a grid line may still touch; the smaller joins the larger. */
function mergeClose<Marker extends PlacedMarker>(groups: Group<Marker>[], cell: number): Group<Marker>[] {
  const kept = new Map<string, Group<Marker>[]>()
  const key = (x: number, y: number): string => `${Math.floor(x / cell)} ${Math.floor(y / cell)}`
  const near = ({ x, y }: Group<Marker>): Group<Marker>[] => [-1, 0, 1].flatMap((right) => [-1, 0, 1].flatMap((down) => kept.get(key(x + right * cell, y + down * cell)) ?? []))
  for (const group of groups.toSorted((one, other) => other.members.length - one.members.length)) {
    const host = group.fixed ? undefined : near(group).find((other) => !other.fixed && Math.hypot(other.x - group.x, other.y - group.y) < cell * 0.8)
    if (host) host.members.push(...group.members)
    else kept.set(key(group.x, group.y), [...(kept.get(key(group.x, group.y)) ?? []), group])
  }
  return [...kept.values()].flat()
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
