import { request } from './request.ts'

export type AuditEntry = { id: number; batchId: string; at: string; kind: string; entityId: number; label: string; action: string; actor: string; source: string; requestId: string | null }
export type AuditPage = { items: readonly AuditEntry[]; nextCursor: string | null }
export type AuditFilter = { kind?: string; actor?: string }

export function listAudit(filter: AuditFilter, cursor: string | null): Promise<AuditPage> {
  return request('GET', '/api/auditlog', { query: { ...filter, cursor, limit: 50 } })
}
