import type { JsonSchema, PluginRoute } from '@shopdb/plugin-api'
import { assignAddress, assignmentSchema, mustParse, releaseAddress } from './addresses.ts'
import { cableSchema, plugIn, unplug } from './cabling.ts'
import { checkAddress } from './check-address.ts'
import { listConflicts } from './conflicts.ts'
import { readConnections } from './connections.ts'
import type { Context } from './context.ts'
import { readDevicePorts } from './device-ports.ts'
import { refreshDevices } from './device-state.ts'
import { importDeviceType, importSchema, makePorts } from './device-types.ts'
import { factsSchema, takeFacts } from './facts.ts'
import { findFree, findFreePrefix } from './next-free.ts'
import { findDevices } from './store.ts'
import { listAddresses } from './subnet-list.ts'
import { addSubnet, changeSubnet, mustFindSubnet, newSubnetSchema, removeSubnet, subnetChangeSchema } from './subnets.ts'
import { readTree } from './subnet-tree.ts'
import { readFacts } from './walk.ts'
import { findWhere } from './where.ts'

const id = { type: 'integer', minimum: 1 } as const
const params = { type: 'object', required: ['id'], properties: { id } } as const satisfies JsonSchema
const treeQuery = { type: 'object', properties: { q: { type: 'string', maxLength: 200 }, vlanId: id, locationId: id } } as const satisfies JsonSchema
const pageQuery = { type: 'object', properties: { after: { type: 'string', pattern: '^[46][0-9a-f]{8,32}$' }, limit: { type: 'integer', minimum: 1, maximum: 500, default: 200 } } } as const satisfies JsonSchema
const freeQuery = { type: 'object', properties: { count: { type: 'integer', minimum: 1, maximum: 256, default: 1 } } } as const satisfies JsonSchema
const prefixQuery = { type: 'object', required: ['length'], properties: { length: { type: 'integer', minimum: 1, maximum: 128 } } } as const satisfies JsonSchema
const checkQuery = { type: 'object', required: ['address'], properties: { address: { type: 'string', maxLength: 60 }, subnetId: id, assetId: id } } as const satisfies JsonSchema
const whereQuery = { type: 'object', required: ['q'], properties: { q: { type: 'string', minLength: 1, maxLength: 100 } } } as const satisfies JsonSchema
const walkBody = { type: 'object', additionalProperties: false, required: ['walk'], properties: { walk: { type: 'string', minLength: 1, maxLength: 4_000_000, description: 'What `snmpwalk -On` prints, or a recording of snmpsim.' }, managementAddress: { type: 'string', maxLength: 60 }, dryRun: { type: 'boolean', description: 'Only show what would be taken in.' } } } as const satisfies JsonSchema

/** What the records of devices, ports, VLANs and device types do not have by themselves. */
export function networkRoutes(context: Context): PluginRoute[] {
  return [...subnetRoutes(context), ...addressRoutes(context), ...deviceRoutes(context), ...collectRoutes(context)]
}

function subnetRoutes(context: Context): PluginRoute[] {
  return [
    context.route({ method: 'GET', path: '/plan/subnets', permission: 'network.read', summary: 'Subnets as a tree, with how full they are', query: treeQuery, handle: async ({ query: { q, vlanId, locationId } }) => ({ items: await readTree(context, { ...(q !== undefined && { q }), ...(vlanId !== undefined && { vlanId }), ...(locationId !== undefined && { locationId }) }) }) }),
    context.route({ method: 'POST', path: '/plan/subnets', permission: 'network.plan', summary: 'Add a subnet; addresses that lie in it move into it', status: 201, body: newSubnetSchema, handle: ({ body, caller }) => addSubnet(context, body, caller) }),
    context.route({ method: 'PATCH', path: '/plan/subnets/:id', permission: 'network.plan', summary: 'Change a subnet', params, body: subnetChangeSchema, handle: ({ params: { id: subnetId }, body, caller }) => changeSubnet(context, subnetId, body, caller) }),
    context.route({ method: 'DELETE', path: '/plan/subnets/:id', permission: 'network.plan', summary: 'Remove a subnet; its addresses stay in the one around it', params, handle: ({ params: { id: subnetId }, caller }) => removeSubnet(context, subnetId, caller) }),
    context.route({ method: 'GET', path: '/plan/subnets/:id/addresses', permission: 'network.read', summary: 'Addresses of a subnet, planned and found, in their order', params, query: pageQuery, handle: async ({ params: { id: subnetId }, query: { after = null, limit = 200 } }) => listAddresses(context, await mustFindSubnet(context, subnetId), after, limit) }),
    context.route({ method: 'GET', path: '/plan/subnets/:id/free', permission: 'network.read', summary: 'The next free addresses of a subnet', params, query: freeQuery, handle: async ({ params: { id: subnetId }, query: { count = 1 } }) => ({ items: (await findFree(context, await mustFindSubnet(context, subnetId), count)).map(({ text }) => text) }) }),
    context.route({
      method: 'GET', path: '/plan/subnets/:id/freeprefix', permission: 'network.read', summary: 'The first range of a length in a subnet that no other subnet takes', params, query: prefixQuery,
      handle: async ({ params: { id: subnetId }, query: { length } }) => {
        const subnet = await mustFindSubnet(context, subnetId)
        if (length <= subnet.range.length || length > (subnet.range.family === 4 ? 32 : 128)) throw context.errors.problem({ code: 'LENGTH_INVALID', status: 422, message: `A part of ${subnet.prefix} has a greater length than ${subnet.range.length}.`, fix: `Give a length from ${subnet.range.length + 1} to ${subnet.range.family === 4 ? 32 : 128}.` })
        return { prefix: (await findFreePrefix(context, subnet, length))?.text ?? null }
      },
    }),
    context.route({ method: 'GET', path: '/plan/conflicts', permission: 'network.read', summary: 'Addresses in conflict', handle: async () => ({ items: await listConflicts(context, 500) }) }),
  ]
}

function addressRoutes(context: Context): PluginRoute[] {
  return [
    context.route({ method: 'POST', path: '/plan/addresses', permission: 'network.assign', summary: 'Assign an address, or the next free one of a subnet', status: 201, body: assignmentSchema, handle: ({ body, caller }) => assignAddress(context, body, caller) }),
    context.route({ method: 'DELETE', path: '/plan/addresses/:id', permission: 'network.assign', summary: 'Release an address', params, handle: ({ params: { id: addressId }, caller }) => releaseAddress(context, addressId, caller) }),
    context.route({
      method: 'GET', path: '/plan/check', permission: 'network.read', summary: 'What speaks against giving out an address', query: checkQuery,
      handle: async ({ query: { address, subnetId, assetId } }) => {
        const parsed = mustParse(context, address)
        const { subnet, findings } = await checkAddress(context, parsed, { subnetId: subnetId ?? null, assetId: assetId ?? null })
        return { address: parsed.text, subnet: subnet ? { id: subnet.id, prefix: subnet.prefix, name: subnet.name } : null, findings }
      },
    }),
  ]
}

function deviceRoutes(context: Context): PluginRoute[] {
  return [
    context.route({ method: 'GET', path: '/where', permission: 'network.read', summary: 'Where something is plugged in: by any part of a MAC address, an IP address, or an asset', query: whereQuery, handle: ({ query: { q } }) => findWhere(context, q) }),
    context.route({ method: 'GET', path: '/connections/:id', permission: 'network.read', summary: 'Ports and addresses of any asset', params, handle: ({ params: { id: assetId } }) => readConnections(context, assetId) }),
    context.route({ method: 'GET', path: '/faceplate/:id', permission: 'network.read', summary: 'Ports of a device with what is plugged in and what was seen', params, handle: ({ params: { id: assetId } }) => readDevicePorts(context, assetId) }),
    context.route({
      method: 'POST', path: '/faceplate/:id', permission: 'network.cable', summary: 'Make the ports of the device type that the device does not have yet', params,
      handle: async ({ params: { id: assetId }, caller }) => {
        const [device] = await findDevices(context.database, [assetId])
        if (!device) throw context.errors.notFound(`There is no network device ${assetId}.`)
        if (typeof device.devicetypeid !== 'number') throw context.errors.problem({ code: 'DEVICE_WITHOUT_TYPE', status: 422, message: 'Nobody has said of which type the device is.', fix: 'Choose its device type in its form, or add ports one by one.' })
        const made = await makePorts(context, assetId, device.devicetypeid, caller)
        await refreshDevices(context, [assetId])
        return { made }
      },
    }),
    context.route({ method: 'PUT', path: '/cables/:id', permission: 'network.cable', summary: 'Plug an asset or the port of another device into a port', params, body: cableSchema, handle: async ({ params: { id: portId }, body, caller }) => { const port = await plugIn(context, portId, body, caller); return { id: Number(port.id), servesId: port.servesid, peerPortId: port.peerportid, isUplink: port.isuplink === 1 } } }),
    context.route({ method: 'DELETE', path: '/cables/:id', permission: 'network.cable', summary: 'Unplug what is in a port, on both ends', params, handle: ({ params: { id: portId }, caller }) => unplug(context, portId, caller) }),
    context.route({ method: 'POST', path: '/devicetypes/import', permission: 'network.plan', summary: 'Take in a device type from a file of the community device type library', status: 201, body: importSchema, handle: ({ body, caller }) => importDeviceType(context, body, caller) }),
  ]
}

function collectRoutes(context: Context): PluginRoute[] {
  return [
    context.route({ method: 'POST', path: '/facts', permission: 'network.collect', summary: 'Take in what a device says: system, ports, MAC table, neighbours, addresses', body: factsSchema, handle: ({ body }) => takeFacts(context, body) }),
    context.route({
      method: 'POST', path: '/walks', permission: 'network.collect', summary: 'Take in what snmpwalk printed of a device', body: walkBody,
      handle: async ({ body: { walk, managementAddress, dryRun } }) => {
        const facts = readFacts(walk)
        if (!facts) throw context.errors.problem({ code: 'WALK_EMPTY', status: 422, message: 'The text has no values of a device.', fix: 'Send what "snmpwalk -On" prints from .1.3.6.1.2.1 and .1.0.8802.1.1.2 on, with numbers instead of names.', fields: [{ path: '/walk', message: 'has no values' }] })
        const whole = { ...facts, system: { ...facts.system, ...(managementAddress !== undefined && { managementAddress }) } }
        return dryRun === true ? { facts: whole } : takeFacts(context, whole)
      },
    }),
  ]
}
