import type { FastifyInstance } from 'fastify'
import type { Dashboard } from './dashboard.ts'

const text = { type: 'string' } as const
const itemSchema = {
  type: 'object',
  properties: { plugin: text, id: text, title: text, kind: { type: 'string', enum: ['counter', 'table', 'chart'] }, size: { type: 'string', enum: ['small', 'medium', 'large'] }, refreshSeconds: { type: 'integer', description: 'After so many seconds it is worth asking again.' } },
} as const
const listSchema = { type: 'object', required: ['items'], properties: { items: { type: 'array', items: itemSchema } } } as const
const params = { type: 'object', properties: { plugin: { type: 'string', maxLength: 32, description: '`core`, or the name of a plugin.' }, widget: { type: 'string', maxLength: 80 } } } as const
const tags = ['Dashboard']
const contentDescription = 'counter: `{ value, unit, tone, link }`; table: `{ columns, rows, link }`; chart: `{ kind, series: [{ name, points: [{ label, value }] }] }`. Numbers and ISO dates; each link has the address in the web application as `path`.'

export function registerDashboardRoutes(http: FastifyInstance, dashboard: Dashboard): void {
  const config = { permission: 'dashboard.read' }
  http.get('/api/dashboard', { config, schema: { summary: 'The widgets you may see', tags, response: { 200: listSchema } } }, (request) => ({ items: dashboard.list(request.caller) }))
  http.get<{ Params: { plugin: string; widget: string } }>('/api/dashboard/:plugin/:widget', { config, schema: { summary: 'What a widget shows now', description: contentDescription, tags, params } }, (request) => dashboard.load(request.caller, request.params.plugin, request.params.widget))
}
