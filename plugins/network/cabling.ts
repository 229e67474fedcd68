import type { Caller, Infer, JsonSchema, Row } from '@shopdb/plugin-api'
import type { Context } from './context.ts'
import { refreshDevices } from './device-state.ts'
import { findPort, findPortsById, numberOf } from './store.ts'

export const cableSchema = {
  type: 'object', additionalProperties: false,
  properties: {
    assetId: { type: 'integer', minimum: 1, description: 'What is plugged in: a PC, a machine, a printer, anything.' }, portId: { type: 'integer', minimum: 1, description: 'Or the port of another device on the other end.' },
    label: { type: ['string', 'null'], maxLength: 80 }, isUplink: { type: 'boolean', description: 'The other end carries this device.' }, replace: { type: 'boolean', description: 'Also when something is plugged in already.' },
  },
} as const satisfies JsonSchema

/** Plugs an asset or the port of another device into a port. Which of two devices carries the other decides what stops when one dies: the one whose port is no uplink. */
export async function plugIn(context: Context, id: number, input: Infer<typeof cableSchema>, by?: Caller): Promise<Row> {
  const port = await mustFindPort(context, id)
  assertFree(context, port, input.replace === true)
  if ((input.assetId === undefined) === (input.portId === undefined)) throw context.errors.problem({ code: 'CABLE_WITHOUT_END', status: 422, message: 'A cable has one other end.', fix: 'Give the asset that is plugged in, or the port of another device.', fields: [{ path: '/assetId', message: 'an asset or a port is needed' }] })
  const uplink = input.isUplink ?? port.isuplink === 1
  const changes = input.portId === undefined ? await toAsset(context, port, Number(input.assetId), uplink) : await toPort(context, port, input.portId, uplink, input.replace === true)
  const loose = (await looseEnds(context, [port, ...changes.map(({ before }) => before)])).filter((end) => !changes.some(({ values }) => values.id === end.id))
  await context.records.saveMany('networkports', [...loose, ...changes.map(({ values }) => ({ ...values, ...(input.label !== undefined && { cableLabel: input.label }) }))], by)
  await refreshDevices(context, [Number(port.assetid), ...changes.map(({ before }) => Number(before.assetid))])
  return mustFindPort(context, id)
}

export async function unplug(context: Context, id: number, by?: Caller): Promise<void> {
  const port = await mustFindPort(context, id)
  const ends = [{ id, servesId: null, peerPortId: null, cableLabel: null }, ...(await looseEnds(context, [port]))]
  await context.records.saveMany('networkports', ends, by)
  const peer = numberOf(port.peerportid)
  const others = peer === null ? [] : await findPortsById(context.database, [peer])
  await refreshDevices(context, [port, ...others].map((row) => Number(row.assetid)))
}

export async function mustFindPort({ database, errors }: Pick<Context, 'database' | 'errors'>, id: number): Promise<Row> {
  const port = await findPort(database, id)
  if (!port) throw errors.notFound(`There is no port ${id}.`)
  return port
}

type Change = { readonly before: Row; readonly values: Readonly<Record<string, unknown>> & { readonly id: number } }

async function toAsset(context: Context, port: Row, assetId: number, isUplink: boolean): Promise<Change[]> {
  const [asset] = await context.assets.names([assetId])
  if (!asset) throw context.errors.problem({ code: 'ASSET_MISSING', status: 422, message: `There is no asset ${assetId}.`, fix: 'Choose an asset that exists.', fields: [{ path: '/assetId', message: 'does not exist' }] })
  if (assetId === Number(port.assetid)) throw itself(context, '/assetId')
  return [{ before: port, values: { id: Number(port.id), servesId: assetId, peerPortId: null, isUplink } }]
}

async function toPort(context: Context, port: Row, peerId: number, isUplink: boolean, replace: boolean): Promise<Change[]> {
  const peer = await mustFindPort(context, peerId)
  if (peer.assetid === port.assetid) throw itself(context, '/portId')
  assertFree(context, peer, replace)
  const [lower, upper] = isUplink ? [port, peer] : [peer, port]
  return [
    { before: upper, values: { id: Number(upper.id), servesId: Number(lower.assetid), peerPortId: Number(lower.id), isUplink: false } },
    { before: lower, values: { id: Number(lower.id), servesId: null, peerPortId: Number(upper.id), isUplink: true } },
  ]
}

/** Ports on the other end of cables that are pulled. */
async function looseEnds({ database }: Pick<Context, 'database'>, ports: readonly Row[]): Promise<{ id: number; servesId: null; peerPortId: null }[]> {
  const peers = await findPortsById(database, ports.flatMap((port) => numberOf(port.peerportid) ?? []))
  return peers.filter((peer) => !ports.some((port) => port.id === peer.id)).map((peer) => ({ id: Number(peer.id), servesId: null, peerPortId: null }))
}

function assertFree({ errors }: Pick<Context, 'errors'>, port: Row, replace: boolean): void {
  if (replace || (port.servesid === null && port.peerportid === null)) return
  throw errors.problem({ code: 'PORT_TAKEN', status: 409, message: `Something is plugged into ${String(port.name)} already.`, fix: 'Unplug it first, or send "replace".' })
}

function itself({ errors }: Pick<Context, 'errors'>, path: string): Error {
  return errors.problem({ code: 'CABLE_TO_ITSELF', status: 422, message: 'A cable leads to another device.', fix: 'Choose the asset or the port on the other end.', fields: [{ path, message: 'is on this device' }] })
}
