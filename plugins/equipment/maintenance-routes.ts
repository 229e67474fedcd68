import type { JsonSchema, PluginContext, PluginRoute } from '@shopdb/plugin-api'
import { completePlan, readMaintenance, recordReading, writePlan } from './maintenance.ts'
import type { Manifest } from './manifest-type.ts'
import { tellMachine, tellPlan } from './notices.ts'
import { openDowntimes } from './store.ts'
import { listDue } from './due-list.ts'

const id = { type: 'integer', minimum: 1 } as const
const day = { type: 'string', format: 'date' } as const
const amount = { type: 'number', minimum: 0, maximum: 1_000_000_000 } as const
const text = (maxLength: number) => ({ type: 'string', maxLength }) as const

const assetParams = { type: 'object', properties: { assetId: id }, required: ['assetId'] } as const satisfies JsonSchema
const planParams = { type: 'object', properties: { planId: id }, required: ['planId'] } as const satisfies JsonSchema
const downtimeParams = { type: 'object', properties: { downtimeId: id }, required: ['downtimeId'] } as const satisfies JsonSchema

const planFields = {
  title: { type: 'string', minLength: 1, maxLength: 160 }, task: text(4000), basis: { type: 'string', enum: ['calendar', 'hours', 'parts'] },
  everyCount: { type: 'integer', minimum: 1, maximum: 1000 }, everyUnit: { type: 'string', enum: ['day', 'week', 'month', 'year'] }, everyAmount: { ...amount, exclusiveMinimum: 0 },
  rhythm: { type: 'string', enum: ['completion', 'fixed'] }, startsOn: day, startReading: amount, warnDays: { type: 'integer', minimum: 0, maximum: 365 }, warnAmount: amount, responsible: text(120), paused: { type: 'boolean' },
} as const
const newPlan = { type: 'object', additionalProperties: false, required: ['title', 'basis'], properties: planFields } as const satisfies JsonSchema
const changedPlan = { type: 'object', additionalProperties: false, properties: { ...planFields, version: id } } as const satisfies JsonSchema
const done = {
  type: 'object', additionalProperties: false,
  properties: { doneOn: day, doneBy: text(120), minutes: { type: 'integer', minimum: 0, maximum: 1_000_000 }, reading: amount, notes: text(4000), version: { ...id, description: 'Of the plan, as it was read: what somebody else did meanwhile is not done twice.' } },
} as const satisfies JsonSchema
const downtime = {
  type: 'object', additionalProperties: false,
  properties: { startedAt: { type: 'string', format: 'date-time' }, reason: { type: 'string', enum: ['breakdown', 'computer', 'network', 'tooling', 'material', 'program', 'setup', 'planned', 'other'] }, causeAssetId: id, notes: text(4000) },
} as const satisfies JsonSchema
const ended = { type: 'object', additionalProperties: false, properties: { endedAt: { type: 'string', format: 'date-time' }, notes: text(4000) } } as const satisfies JsonSchema
const reading = { type: 'object', additionalProperties: false, minProperties: 1, properties: { operatingHours: amount, partsProduced: { type: 'integer', minimum: 0 } } } as const satisfies JsonSchema
const dueQuery = { type: 'object', properties: { days: { type: 'integer', minimum: 0, maximum: 3650, default: 30 } } } as const satisfies JsonSchema

/** Maintenance, downtimes and meters. Plans are also records of their own below `/api/equipment/maintenanceplans`. */
export function maintenanceRoutes(context: PluginContext<Manifest>): PluginRoute[] {
  const { route, records, errors } = context
  return [
    route({ method: 'GET', path: '/maintenance/due', permission: 'equipment.read', summary: 'Maintenance that is overdue or due within some days, over all machines', query: dueQuery, handle: ({ query }) => listDue(context, query.days ?? 30) }),
    route({ method: 'GET', path: '/maintenance/:assetId', permission: 'equipment.read', summary: 'Plans with their state, log and downtimes of a machine', params: assetParams, handle: ({ params }) => readMaintenance(context, params.assetId) }),
    route({ method: 'POST', path: '/maintenance/:assetId/plans', permission: 'equipment.write', summary: 'Add a maintenance plan', params: assetParams, body: newPlan, status: 201, handle: ({ params, body, caller }) => writeAndTell(context, { assetId: params.assetId, ...body }, caller) }),
    route({ method: 'PATCH', path: '/maintenance/plans/:planId', permission: 'equipment.write', summary: 'Change a maintenance plan; when it is due next is worked out anew', params: planParams, body: changedPlan, handle: ({ params, body, caller }) => writeAndTell(context, { id: params.planId, ...body }, caller) }),
    route({ method: 'POST', path: '/maintenance/plans/:planId/done', permission: 'equipment.maintain', summary: 'Record that maintenance was done', params: planParams, body: done, status: 201, handle: async ({ params, body, caller }) => { const done = await completePlan(context, params.planId, body, caller); await tellPlan(context, params.planId); return done } }),
    route({ method: 'POST', path: '/maintenance/:assetId/readings', permission: 'equipment.maintain', summary: 'Record what the meters of a machine show', params: assetParams, body: reading, handle: async ({ params, body }) => { const machine = await recordReading(context, params.assetId, body); await tellMachine(context, params.assetId); return machine } }),
    route({
      method: 'POST', path: '/maintenance/:assetId/downtimes', permission: 'equipment.maintain', summary: 'Note that a machine is down', params: assetParams, body: downtime, status: 201,
      handle: async ({ params: { assetId }, body, caller }) => {
        const [open] = await openDowntimes(context, [assetId], 1)
        if (open) throw errors.problem({ code: 'ALREADY_DOWN', status: 409, message: `The machine is noted as down since ${open.startedAt}.`, fix: 'End that downtime first, or add to its notes.' })
        return records.create('downtimes', { startedAt: new Date().toISOString(), ...body, assetId, reportedBy: caller.label }, caller)
      },
    }),
    route({
      method: 'POST', path: '/maintenance/downtimes/:downtimeId/end', permission: 'equipment.maintain', summary: 'Note that a machine runs again', params: downtimeParams, body: ended,
      handle: async ({ params: { downtimeId }, body, caller }) => {
        const found = await records.get('downtimes', downtimeId)
        if (!found) throw errors.notFound('There is no such downtime.')
        const endedAt = body.endedAt ?? new Date().toISOString()
        if (endedAt < String(found['startedAt'])) throw errors.problem({ code: 'ENDS_BEFORE_START', status: 422, message: 'The end lies before the start.', fix: 'Send a later moment.', fields: [{ path: '/endedAt', message: 'is before the start' }] })
        return records.update('downtimes', downtimeId, { ...body, endedAt }, caller)
      },
    }),
  ]
}

async function writeAndTell(context: PluginContext<Manifest>, ...[plan, by]: [Parameters<typeof writePlan>[1], Parameters<typeof writePlan>[2]]): Promise<Awaited<ReturnType<typeof writePlan>>> {
  const written = await writePlan(context, plan, by)
  await tellPlan(context, written.id)
  return written
}
