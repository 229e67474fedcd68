import type { JsonSchema, PluginRoute } from '@shopdb/plugin-api'
import type { Context } from './context.ts'
import { accept, acceptSchema, block, checkIn, checkOut, checkoutSchema, markLost, noteScan, reasonSchema, scanSchema, unblock } from './custody.ts'
import { resolutionSchema, resolveFinding } from './findings.ts'
import { findByCode } from './medium.ts'
import { readCustody } from './overview.ts'
import { sightingSchema } from './read-devices.ts'
import { takeReport } from './take-sightings.ts'
import { addWording, readWordings } from './wording.ts'

const params = { type: 'object', required: ['id'], properties: { id: { type: 'integer', minimum: 1 } } } as const satisfies JsonSchema
const code = { type: 'object', required: ['code'], properties: { code: { type: 'string', minLength: 1, maxLength: 160 } } } as const satisfies JsonSchema
const newWording = { type: 'object', additionalProperties: false, required: ['wording'], properties: { wording: { type: 'string', minLength: 20, maxLength: 5000 } } } as const satisfies JsonSchema

/** What the records of the asset type and of the findings do not have by themselves. Each act answers the custody after it. */
export function usbRoutes(context: Context): PluginRoute[] {
  const { route } = context
  const custodyOf = (id: number) => readCustody(context, id)
  return [
    route({ method: 'GET', path: '/:id/custody', permission: 'usb.read', summary: 'Custody of a USB medium: state, whole chain, sightings', params, handle: ({ params: { id } }) => custodyOf(id) }),
    route({ method: 'GET', path: '/bycode', permission: 'usb.read', summary: 'Custody of the medium with a scanned number, label or serial number', query: code, handle: async ({ query }) => custodyOf((await findByCode(context, query.code)).id) }),
    route({ method: 'POST', path: '/:id/checkouts', permission: 'usb.checkout', summary: 'Check a USB medium out', params, body: checkoutSchema, status: 201, handle: async ({ params: { id }, body, caller }) => { await checkOut(context, id, body, caller); return custodyOf(id) } }),
    route({ method: 'POST', path: '/:id/receipt', permission: 'usb.accept', summary: 'Confirm by sign-in that a USB medium was received', params, body: acceptSchema, handle: async ({ params: { id }, body, caller }) => { await accept(context, id, body, caller); return custodyOf(id) } }),
    route({ method: 'POST', path: '/:id/return', permission: 'usb.checkout', summary: 'Check a USB medium in, with the result of its scan', params, body: scanSchema, handle: async ({ params: { id }, body, caller }) => { await checkIn(context, id, body, caller); return custodyOf(id) } }),
    route({ method: 'POST', path: '/:id/scans', permission: 'usb.checkout', summary: 'Note a scan of a USB medium', params, body: scanSchema, status: 201, handle: async ({ params: { id }, body, caller }) => { await noteScan(context, id, body, caller); return custodyOf(id) } }),
    route({ method: 'POST', path: '/:id/block', permission: 'usb.block', summary: 'Block a USB medium', params, body: reasonSchema, handle: async ({ params: { id }, body, caller }) => { await block(context, id, body.reason, caller); return custodyOf(id) } }),
    route({ method: 'POST', path: '/:id/unblock', permission: 'usb.unblock', summary: 'Release a blocked USB medium', params, body: reasonSchema, handle: async ({ params: { id }, body, caller }) => { await unblock(context, id, body.reason, caller); return custodyOf(id) } }),
    route({ method: 'POST', path: '/:id/lost', permission: 'usb.checkout', summary: 'Note that a USB medium is lost', params, body: reasonSchema, handle: async ({ params: { id }, body, caller }) => { await markLost(context, id, body.reason, caller); return custodyOf(id) } }),
    route({ method: 'POST', path: '/sightings', permission: 'usb.collect', summary: 'What a computer reports about its USB devices', description: 'For agents. Takes the names of ShopDB and those of GLPI, OCS and FusionInventory, and the output of lsusb -v or reg export as it is.', body: sightingSchema, handle: ({ body }) => takeReport(context, body) }),
    route({ method: 'POST', path: '/findings/:id/resolution', permission: 'usb.resolve', summary: 'Resolve a finding: adopt the device, ignore it, or block it', params, body: resolutionSchema, handle: ({ params: { id }, body, caller }) => resolveFinding(context, id, body, caller) }),
    route({ method: 'GET', path: '/wordings', permission: 'usb.read', summary: 'Versions of the wording that receivers confirm, newest first', handle: async () => ({ items: await readWordings(context) }) }),
    route({ method: 'POST', path: '/wordings', permission: 'usb.wording', summary: 'Change the wording that receivers confirm', body: newWording, status: 201, handle: ({ body, caller }) => addWording(context, body.wording, caller.label) }),
  ]
}
