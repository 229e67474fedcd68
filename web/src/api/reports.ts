import type { ChartContent, ContentColumn } from '@shopdb/contract/plugin-content'
import type { ResourceSchema } from '@shopdb/contract/field-schema'
import { request } from './request.ts'

export type ParameterSchema = Pick<ResourceSchema, 'properties' | 'required'>
export type Report = { plugin: string; id: string; title: string; description: string | null; parameters: ParameterSchema | null; columns: readonly ContentColumn[] }
export type ReportAnswer = { columns: readonly ContentColumn[]; rows: readonly Readonly<Record<string, unknown>>[]; chart?: ChartContent; /** There are more rows than are shown; the CSV file has all of them. */ truncated?: boolean }

export async function listReports(): Promise<readonly Report[]> {
  const answer = await request<{ items: readonly Report[] }>('GET', '/api/reports')
  return answer.items
}

function pathOf({ plugin, id }: Pick<Report, 'plugin' | 'id'>): string {
  return `/api/reports/${encodeURIComponent(plugin)}/${encodeURIComponent(id)}`
}

export function runReport(report: Pick<Report, 'plugin' | 'id'>, parameters: URLSearchParams, signal?: AbortSignal): Promise<ReportAnswer> {
  return request('GET', pathOf(report), { query: parameters, signal })
}

/** Address of the same rows as a file. */
export function reportFile(report: Pick<Report, 'plugin' | 'id'>, parameters: URLSearchParams): string {
  const query = new URLSearchParams(parameters)
  query.set('format', 'csv')
  return `${pathOf(report)}?${query}`
}
