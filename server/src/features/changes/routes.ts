import type { FastifyInstance } from 'fastify'
import type { Platform } from '../../platform/platform.ts'
import { findAudited } from './store.ts'

const querySchema = {
  type: 'object',
  properties: {
    limit: { type: 'integer', minimum: 1, maximum: 500, default: 50 },
    cursor: { type: 'string', maxLength: 20, pattern: '^[0-9]*$' },
    kind: { type: 'string', maxLength: 65 },
    actor: { type: 'string', maxLength: 120 },
  },
} as const

type AuditQuery = { limit: number; cursor?: string; kind?: string; actor?: string }

export function registerChangeRoutes(http: FastifyInstance, platform: Platform): void {
  http.get<{ Querystring: AuditQuery }>('/api/auditlog', {
    config: { permission: 'auditlog.read' },
    schema: { summary: 'Every change, newest first', tags: ['audit log'], querystring: querySchema },
  }, async (request) => auditPage(platform, request.query))
}

/** Pages by the id of the change: no count, the same cost at any depth. */
async function auditPage(platform: Platform, query: AuditQuery): Promise<Record<string, unknown>> {
  const rows = await findAudited(platform.database, { ...query, before: query.cursor ? Number(query.cursor) : undefined })
  const items = rows.slice(0, query.limit).map((row) => ({
    id: row.id, batchId: row.batchid, at: new Date(Number(row.at)).toISOString(), kind: row.kind, entityId: row.entityid, label: row.label,
    action: row.action, actor: row.actor, source: row.source, requestId: row.requestid,
  }))
  return { items, total: null, totalIsExact: false, nextCursor: rows.length > query.limit ? String(items.at(-1)?.id ?? '') : null, prevCursor: null }
}
