import type { JsonSchema, PluginRoute } from '@shopdb/plugin-api'
import { calibrationSchema, readCalibration, recordCalibration, voidCalibration } from './calibrate.ts'
import { writeCalendar } from './calendar.ts'
import { assess, findConsequence } from './consequence.ts'
import type { Context } from './context.ts'
import { checkIn, checkOut, checkoutSchema, noteUse, returnSchema, useSchema } from './custody.ts'
import { importCertificate, importSchema } from './import-certificate.ts'
import { listDue } from './due-list.ts'
import { readOverview } from './overview.ts'
import { addPlan, changePlan, endPlan, newPlanSchema, planChangeSchema } from './plans.ts'

const params = { type: 'object', required: ['id'], properties: { id: { type: 'integer', minimum: 1 } } } as const satisfies JsonSchema
const reason = { type: 'object', additionalProperties: false, required: ['reason'], properties: { reason: { type: 'string', minLength: 1, maxLength: 2000 } } } as const satisfies JsonSchema
const assessment = { type: 'object', additionalProperties: false, required: ['assessment'], properties: { assessment: { type: 'string', minLength: 1, maxLength: 10_000 } } } as const satisfies JsonSchema
const dueQuery = { type: 'object', properties: { days: { type: 'integer', minimum: 0, maximum: 3650, default: 30 } } } as const satisfies JsonSchema

/** What the records of the asset type do not have by themselves. */
export function measuringToolRoutes(context: Context): PluginRoute[] {
  return [...toolRoutes(context), ...planRoutes(context), ...calibrationRoutes(context), ...dueRoutes(context)]
}

function toolRoutes(context: Context): PluginRoute[] {
  return [
    context.route({ method: 'GET', path: '/:id/calibration', permission: 'measuringtools.read', summary: 'Plans, calibrations, check-outs and uses of a tool', params, handle: ({ params: { id } }) => readOverview(context, id) }),
    context.route({ method: 'POST', path: '/:id/plans', permission: 'measuringtools.calibrate', summary: 'Add a calibration plan', status: 201, params, body: newPlanSchema, handle: ({ params: { id }, body }) => addPlan(context, id, body) }),
    context.route({ method: 'POST', path: '/:id/calibrations', permission: 'measuringtools.calibrate', summary: 'Record a calibration; pass or fail is calculated', status: 201, params, body: calibrationSchema, handle: ({ params: { id }, body, caller }) => recordCalibration(context, id, body, { source: 'manual', certificateId: null, by: caller.label }) }),
    context.route({ method: 'POST', path: '/:id/certificates', permission: 'measuringtools.calibrate', summary: 'Import a digital calibration certificate (DCC)', status: 201, params, body: importSchema, handle: ({ params: { id }, body, caller }) => importCertificate(context, id, body, caller.label) }),
    context.route({ method: 'POST', path: '/:id/checkouts', permission: 'measuringtools.checkout', summary: 'Check a tool out; refused when it is overdue or failed', status: 201, params, body: checkoutSchema, handle: ({ params: { id }, body, caller }) => checkOut(context, id, body, caller.label) }),
    context.route({ method: 'POST', path: '/:id/return', permission: 'measuringtools.checkout', summary: 'Check a tool in', params, body: returnSchema, handle: ({ params: { id }, body, caller }) => checkIn(context, id, body, caller.label) }),
    context.route({ method: 'POST', path: '/:id/uses', permission: 'measuringtools.checkout', summary: 'Note that a tool was used', status: 201, params, body: useSchema, handle: ({ params: { id }, body, caller }) => noteUse(context, id, body, caller.label) }),
  ]
}

function planRoutes(context: Context): PluginRoute[] {
  return [
    context.route({ method: 'PATCH', path: '/plans/:id', permission: 'measuringtools.calibrate', summary: 'Change a calibration plan', params, body: planChangeSchema, handle: ({ params: { id }, body }) => changePlan(context, id, body) }),
    context.route({ method: 'DELETE', path: '/plans/:id', permission: 'measuringtools.calibrate', summary: 'End a calibration plan', params, handle: ({ params: { id } }) => endPlan(context, id) }),
  ]
}

function calibrationRoutes(context: Context): PluginRoute[] {
  return [
    context.route({ method: 'GET', path: '/calibrations/:id', permission: 'measuringtools.read', summary: 'A calibration with its results', params, handle: ({ params: { id } }) => readCalibration(context, id) }),
    context.route({ method: 'GET', path: '/calibrations/:id/consequence', permission: 'measuringtools.read', summary: 'What was measured with the tool since its last good calibration', params, handle: ({ params: { id } }) => findConsequence(context, id) }),
    context.route({ method: 'PUT', path: '/calibrations/:id/assessment', permission: 'measuringtools.calibrate', summary: 'Write down what follows from a tool out of tolerance', params, body: assessment, handle: ({ params: { id }, body, caller }) => assess(context, id, body.assessment, caller.label) }),
    context.route({ method: 'POST', path: '/calibrations/:id/void', permission: 'measuringtools.calibrate', summary: 'Cross a calibration out', params, body: reason, handle: ({ params: { id }, body, caller }) => voidCalibration(context, id, body.reason, caller.label) }),
  ]
}

function dueRoutes(context: Context): PluginRoute[] {
  return [
    context.route({ method: 'GET', path: '/due', permission: 'measuringtools.read', summary: 'Tools to calibrate within so many days, overdue and failed ones first', query: dueQuery, handle: async ({ query: { days = 30 } }) => ({ items: await listDue(context, days) }) }),
    context.route({
      method: 'GET', path: '/calendar', permission: 'measuringtools.read', feed: true, summary: 'Due calibrations as a calendar (RFC 5545)',
      handle: async () => context.answer(200, await writeCalendar(context), { 'content-type': 'text/calendar; charset=utf-8', 'content-disposition': 'inline; filename="calibrations.ics"' }),
    }),
  ]
}
