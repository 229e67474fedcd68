import { statusKind, toneOf, type StatusKind } from '@shopdb/ui'
import type { MapMarker } from '../../api/floor-map.ts'
import { worseKind } from './worse-kind.ts'

/** How a marker looks: by its status or by what a plugin says of it, whichever is worse. Nothing can make a machine that is down look well. */
export function markerKind(marker: Pick<MapMarker, 'status' | 'tone'>): StatusKind {
  const status = statusKind(marker.status?.kind)
  const tone = toneOf(marker.tone)
  return tone === null ? status : worseKind(status, tone)
}
