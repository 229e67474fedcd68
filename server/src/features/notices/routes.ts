import type { FastifyInstance } from 'fastify'
import { smallListSchema } from '../../platform/http/small-list.ts'
import type { Platform } from '../../platform/platform.ts'
import { visibleTo, type AssetTypes } from '../assets/index.ts'
import { noticeSchema, presentNotice, severities } from './notice.ts'
import { findNotices } from './store.ts'

type List = { Querystring: { open?: boolean; plugin?: string; severity?: string; assetId?: number; limit: number; cursor?: string } }

const querystring = {
  type: 'object', additionalProperties: false,
  properties: {
    open: { type: 'boolean', description: 'Those that are open, or those that are settled.' }, plugin: { type: 'string', maxLength: 32 }, severity: { type: 'string', enum: severities }, assetId: { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER },
    limit: { type: 'integer', minimum: 1, maximum: 500, default: 50 }, cursor: { type: 'string', pattern: '^[0-9]*$', maxLength: 15 },
  },
} as const

/** What plugins want people to know. A reader sees what concerns assets he sees, of plugins he may read. */
export function registerNoticeRoutes(http: FastifyInstance, platform: Platform, types: AssetTypes): void {
  http.get<List>('/api/notices', { config: { permission: 'notices.read' }, schema: { summary: 'Notices of plugins, newest first', tags: ['Notices'], querystring, response: { 200: smallListSchema(noticeSchema) } } }, async ({ query, caller }) => {
    const { open, plugin, severity, assetId, limit, cursor } = query
    const hidden = platform.permissions.all().map(({ id }) => id).filter((id) => id.endsWith('.read') && !caller.may(id)).map((id) => id.slice(0, -'.read'.length))
    const found = await findNotices(platform.database, { isOpen: open, plugin, severity, assetId, before: cursor ? Number(cursor) : undefined, hidden, typeIds: visibleTo(caller, types).typeIds, limit: limit + 1 })
    const items = found.slice(0, limit).map(presentNotice)
    return { items, total: null, totalIsExact: false, nextCursor: found.length > limit ? String(items.at(-1)?.id ?? '') : null, prevCursor: null }
  })
}
