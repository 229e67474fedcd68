import type { Row } from '@shopdb/plugin-api'
import type { Schedule } from './schedule.ts'

export const severities = ['info', 'warning', 'critical'] as const
export type Severity = (typeof severities)[number]
export const states = ['scheduled', 'active', 'over'] as const
export type State = (typeof states)[number]

/** As it is stored, with its type and what one reader did about the current occurrence. Times in UTC milliseconds. */
export type Notification = Schedule & {
  readonly id: number
  readonly title: string
  readonly text: string | null
  readonly type: { readonly id: number; readonly name: string; readonly colour: string | null; readonly icon: string | null } | null
  readonly severity: Severity
  readonly state: State
  readonly currentFrom: number
  readonly currentUntil: number | null
  readonly businessUnitId: number | null
  readonly locationId: number | null
  readonly assetId: number | null
  readonly assetType: string | null
  readonly pinned: boolean
  readonly banner: boolean
  readonly wall: boolean
  readonly needsAcknowledgement: boolean
  readonly sourcePlugin: string | null
  readonly author: string | null
  readonly readAt: number | null
  readonly acknowledgedAt: number | null
}

export const severityOf = (value: unknown): Severity => severities.find((severity) => severity === value) ?? 'info'
export const numberOrNull = (value: unknown): number | null => (value === null || value === undefined ? null : Number(value))
export const textOrNull = (value: unknown): string | null => (value === null || value === undefined || value === '' ? null : String(value))

export function notificationOf(row: Row): Notification {
  const typeId = numberOrNull(row['typeid'])
  return {
    id: Number(row['id']), title: String(row['title']), text: textOrNull(row['text']), severity: severityOf(row['severity']), state: states.find((state) => state === row['state']) ?? 'over',
    type: typeId === null || row['typename'] === null ? null : { id: typeId, name: String(row['typename']), colour: textOrNull(row['colour']), icon: textOrNull(row['icon']) },
    startsAt: Number(row['startsat']), endsAt: numberOrNull(row['endsat']), timeZone: String(row['timezone']), recurrence: textOrNull(row['recurrence']), currentFrom: Number(row['currentfrom']), currentUntil: numberOrNull(row['currentuntil']),
    businessUnitId: numberOrNull(row['businessunitid']), locationId: numberOrNull(row['locationid']), assetId: numberOrNull(row['assetid']), assetType: textOrNull(row['assettype']),
    pinned: row['pinned'] === 1, banner: row['banner'] === 1, wall: row['wall'] === 1, needsAcknowledgement: row['needsacknowledgement'] === 1,
    sourcePlugin: textOrNull(row['sourceplugin']), author: textOrNull(row['author']), readAt: numberOrNull(row['readat']), acknowledgedAt: numberOrNull(row['acknowledgedat']),
  }
}

/** What is said about an asset is for who may see the asset; what a plugin says is for who may read the plugin. */
export function maySee(may: (permission: string) => boolean, { assetType, sourcePlugin }: Pick<Notification, 'assetType' | 'sourcePlugin'>): boolean {
  const plugins = new Set([assetType?.split('.', 1)[0], sourcePlugin].filter((plugin) => plugin !== null && plugin !== undefined))
  return [...plugins].every((plugin) => may(`${plugin}.read`))
}
