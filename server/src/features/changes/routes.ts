import type { FastifyInstance } from 'fastify'
import type { Platform } from '../../platform/platform.ts'

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
  const conditions: string[] = []
  const parameters: (string | number)[] = []
  const add = (condition: string, value: string | number | undefined): void => {
    if (value === undefined || value === '') return
    conditions.push(condition)
    parameters.push(value)
  }
  add('id < ?', query.cursor ? Number(query.cursor) : undefined)
  add('kind = ?', query.kind)
  add('actor = ?', query.actor)
  const where = conditions.length > 0 ? `where ${conditions.join(' and ')}` : ''
  const rows = await platform.database.all(`select id, batchid, at, kind, entityid, label, action, actor, source, requestid from changes ${where} order by id desc limit ${query.limit + 1}`, parameters)
  const items = rows.slice(0, query.limit).map((row) => ({
    id: row.id, batchId: row.batchid, at: new Date(Number(row.at)).toISOString(), kind: row.kind, entityId: row.entityid, label: row.label,
    action: row.action, actor: row.actor, source: row.source, requestId: row.requestid,
  }))
  return { items, total: null, totalIsExact: false, nextCursor: rows.length > query.limit ? String(items.at(-1)?.id ?? '') : null, prevCursor: null }
}
