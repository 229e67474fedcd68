import type { Notice, NoticeSeverity } from '@shopdb/plugin-api'

export const severities = ['info', 'warning', 'critical'] as const satisfies readonly NoticeSeverity[]

/** As it is stored: times in UTC milliseconds. */
export type StoredNotice = Omit<Notice, 'until' | 'raisedAt' | 'settledAt'> & { until: number | null; raisedAt: number; settledAt: number | null }

/** What a plugin says of it, checked. */
export type NoticeInput = Pick<StoredNotice, 'plugin' | 'key' | 'severity' | 'title' | 'text' | 'assetId' | 'until'>

export const noticeSchema = {
  type: 'object',
  properties: {
    id: { type: 'integer' }, plugin: { type: 'string' }, key: { type: 'string' }, severity: { type: 'string', enum: severities }, title: { type: 'string' }, text: { type: ['string', 'null'] }, assetId: { type: ['integer', 'null'] },
    until: { type: ['string', 'null'], format: 'date-time', description: 'When it settles by itself.' }, raisedAt: { type: 'string', format: 'date-time' }, settledAt: { type: ['string', 'null'], format: 'date-time', description: 'Null while it is open.' },
  },
} as const

const iso = (time: number | null): string | null => (time === null ? null : new Date(time).toISOString())

export function presentNotice(notice: StoredNotice): Notice {
  return { ...notice, until: iso(notice.until), raisedAt: new Date(notice.raisedAt).toISOString(), settledAt: iso(notice.settledAt) }
}
