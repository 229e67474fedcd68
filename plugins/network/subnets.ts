import type { Caller, Infer, JsonSchema, StoredRecord } from '@shopdb/plugin-api'
import type { Context } from './context.ts'
import { hostRange, parseAddress, parsePrefix, type Address, type Prefix } from './ip.ts'
import { findPlannedBetween, findPlannedOf, findSubnet, findSubnets, moveReportedInto, moveReportedOut } from './store.ts'
import { smallestAround, subnetOf, type Subnet } from './subnet.ts'

const optionalText = (maxLength: number) => ({ type: ['string', 'null'], maxLength }) as const
const properties = {
  prefix: { type: 'string', minLength: 3, maxLength: 49 }, name: optionalText(120), vlanId: { type: ['integer', 'null'], minimum: 1 }, locationId: { type: ['integer', 'null'], minimum: 1 },
  gateway: optionalText(45), dhcpFrom: optionalText(45), dhcpTo: optionalText(45), isolated: { type: 'boolean' }, warnPercent: { type: ['integer', 'null'], minimum: 1, maximum: 100 }, notes: optionalText(2000),
} as const satisfies Record<string, JsonSchema>

export const newSubnetSchema = { type: 'object', additionalProperties: false, required: ['prefix'], properties } as const satisfies JsonSchema
export const subnetChangeSchema = { type: 'object', additionalProperties: false, properties: { ...properties, version: { type: 'integer' } } } as const satisfies JsonSchema
type SubnetInput = Infer<typeof subnetChangeSchema>

export async function addSubnet(context: Context, input: Infer<typeof newSubnetSchema>, by?: Caller): Promise<StoredRecord> {
  const range = mustParse(context, input.prefix)
  const values = valuesOf(context, range, input, null)
  const record = await context.records.create('subnets', values, by)
  await takeIn(context, Number(record.id), range, by)
  return record
}

/** The prefix of a subnet may change: what lay in it goes to where it belongs then. */
export async function changeSubnet(context: Context, id: number, input: SubnetInput, by?: Caller): Promise<StoredRecord> {
  const subnet = await mustFindSubnet(context, id)
  const range = input.prefix === undefined ? subnet.range : mustParse(context, input.prefix)
  const values = { ...valuesOf(context, range, input, subnet), ...(input.version !== undefined && { version: input.version }) }
  const record = await context.records.update('subnets', id, values, by)
  if (range.text !== subnet.prefix) {
    await giveAway(context, subnet, by)
    await takeIn(context, id, range, by)
  }
  return record
}

/** Addresses stay, in the subnet around it when there is one. */
export async function removeSubnet(context: Context, id: number, by?: Caller): Promise<void> {
  const subnet = await mustFindSubnet(context, id)
  await giveAway(context, subnet, by)
  await context.records.remove('subnets', id, by)
}

export async function mustFindSubnet({ database, errors }: Pick<Context, 'database' | 'errors'>, id: number): Promise<Subnet> {
  const row = await findSubnet(database, id)
  if (!row) throw errors.notFound(`There is no subnet ${id}.`)
  return subnetOf(row)
}

export async function readSubnets({ database }: Pick<Context, 'database'>): Promise<Subnet[]> {
  return (await findSubnets(database)).map(subnetOf)
}

async function takeIn(context: Context, id: number, range: Prefix, by?: Caller): Promise<void> {
  const parent = smallestAround((await readSubnets(context)).filter((other) => other.id !== id), range)
  await context.database.write((transaction) => moveReportedInto(transaction, id, range.startKey, range.endKey, parent?.id ?? null))
  await movePlanned(context, await findPlannedBetween(context.database, range.startKey, range.endKey, parent?.id ?? null), id, by)
}

async function giveAway(context: Context, subnet: Subnet, by?: Caller): Promise<void> {
  const parent = smallestAround((await readSubnets(context)).filter(({ id }) => id !== subnet.id), subnet.range)
  await context.database.write((transaction) => moveReportedOut(transaction, subnet.id, parent?.id ?? null))
  await movePlanned(context, await findPlannedOf(context.database, subnet.id), parent?.id ?? null, by)
}

async function movePlanned({ records }: Context, ids: readonly number[], subnetId: number | null, by?: Caller): Promise<void> {
  for (let start = 0; start < ids.length; start += 1000) await records.saveMany('ipaddresses', ids.slice(start, start + 1000).map((id) => ({ id, subnetId })), by)
}

function mustParse({ errors }: Pick<Context, 'errors'>, text: string): Prefix {
  const range = parsePrefix(text)
  if (range) return range
  throw errors.problem({ code: 'PREFIX_INVALID', status: 422, message: `"${text}" is no subnet.`, fix: 'Write an address and a length, such as 10.20.0.0/24 or fd00:20::/64.', fields: [{ path: '/prefix', message: 'is no subnet' }] })
}

function valuesOf(context: Pick<Context, 'errors'>, range: Prefix, input: SubnetInput, known: Subnet | null): Record<string, unknown> {
  const gateway = within(context, range, '/gateway', input.gateway === undefined ? known?.gateway : input.gateway)
  const dhcpFrom = within(context, range, '/dhcpFrom', input.dhcpFrom === undefined ? known?.dhcpFrom : input.dhcpFrom)
  const dhcpTo = within(context, range, '/dhcpTo', input.dhcpTo === undefined ? known?.dhcpTo : input.dhcpTo)
  if ((dhcpFrom === null) !== (dhcpTo === null) || (dhcpFrom && dhcpTo && dhcpFrom.key > dhcpTo.key)) {
    throw context.errors.problem({ code: 'DHCP_RANGE_INVALID', status: 422, message: 'The range of DHCP has no beginning, no end, or ends before it begins.', fix: 'Give the first and the last address that DHCP hands out, or neither.', fields: [{ path: '/dhcpTo', message: 'does not end the range' }] })
  }
  const { version: _version, ...rest } = input
  return {
    ...rest, prefix: range.text, prefixLength: range.length, startKey: range.startKey, endKey: range.endKey,
    gateway: gateway?.text ?? null, dhcpFrom: dhcpFrom?.text ?? null, dhcpTo: dhcpTo?.text ?? null, dhcpFromKey: dhcpFrom?.key ?? null, dhcpToKey: dhcpTo?.key ?? null,
  }
}

function within({ errors }: Pick<Context, 'errors'>, range: Prefix, path: string, text: string | null | undefined): Address | null {
  if (text === null || text === undefined || text.trim() === '') return null
  const address = parseAddress(text)
  const { first, last } = hostRange(range)
  if (address?.family === range.family && address.value >= first && address.value <= last) return address
  throw errors.problem({ code: 'ADDRESS_OUTSIDE', status: 422, message: `${text} is no address of a host in ${range.text}.`, fix: `Give an address of ${range.text} that is neither the first nor the last one.`, fields: [{ path, message: 'lies outside of the subnet' }] })
}
