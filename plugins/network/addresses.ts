import type { Caller, Infer, JsonSchema, StoredRecord } from '@shopdb/plugin-api'
import { checkAddress, type Finding } from './check-address.ts'
import type { Context } from './context.ts'
import { parseAddress, type Address } from './ip.ts'
import { macDigits, macText } from './mac.ts'
import { findFree } from './next-free.ts'
import { findPlanned } from './store.ts'
import { mustFindSubnet } from './subnets.ts'

export const assignmentSchema = {
  type: 'object', additionalProperties: false,
  properties: {
    address: { type: 'string', maxLength: 60, description: 'Left out: the next free one of the subnet.' }, subnetId: { type: 'integer', minimum: 1 },
    assetId: { type: ['integer', 'null'], minimum: 1 }, purpose: { type: 'string', enum: ['assigned', 'reserved', 'virtual'] },
    hostname: { type: ['string', 'null'], maxLength: 255 }, macAddress: { type: ['string', 'null'], maxLength: 40 }, notes: { type: ['string', 'null'], maxLength: 2000 },
    force: { type: 'boolean', description: 'Also when there is a warning: another asset reports the address, or DHCP hands it out.' },
  },
} as const satisfies JsonSchema
type Assignment = Infer<typeof assignmentSchema>

/** Two who ask for the next free address at once get one each: who comes second tries again. */
const attempts = 5

/** Plans an address, for an asset or for what its name says. */
export async function assignAddress(context: Context, input: Assignment, by?: Caller): Promise<StoredRecord> {
  await assertAsset(context, input)
  if (input.address !== undefined && input.address.trim() !== '') return assignThis(context, mustParse(context, input.address), input, by)
  if (input.subnetId === undefined) throw context.errors.problem({ code: 'NOTHING_TO_ASSIGN', status: 422, message: 'Neither an address nor a subnet is given.', fix: 'Give an address, or the subnet whose next free one it should be.', fields: [{ path: '/address', message: 'an address or a subnet is needed' }] })
  const subnet = await mustFindSubnet(context, input.subnetId)
  for (let attempt = 1; ; attempt += 1) {
    const [address] = await findFree(context, subnet, 1)
    if (!address) throw context.errors.problem({ code: 'SUBNET_FULL', status: 409, message: `${subnet.prefix} has no free address.`, fix: 'Release addresses that are silent, make the range of DHCP smaller, or use another subnet.' })
    try {
      return await assignThis(context, address, input, by)
    } catch (error) {
      const wasTaken = error instanceof Error && 'code' in error && (error.code === 'DUPLICATE' || error.code === 'NETWORK_ADDRESS_TAKEN')
      if (!wasTaken || attempt >= attempts) throw error
    }
  }
}

async function assignThis(context: Context, address: Address, input: Assignment, by?: Caller): Promise<StoredRecord> {
  const { subnet, findings } = await checkAddress(context, address, { subnetId: input.subnetId ?? null, assetId: input.assetId ?? null })
  const [first] = findings.filter(({ severity }) => severity === 'refused' || (severity === 'warning' && input.force !== true))
  if (first) throw refusal(context, first)
  return context.records.create('ipaddresses', {
    address: address.text, addressKey: address.key, subnetId: subnet?.id ?? null, assetId: input.assetId ?? null, purpose: input.purpose ?? 'assigned',
    hostname: input.hostname ?? null, macAddress: macOf(context, input.macAddress), notes: input.notes ?? null,
  }, by)
}

export async function releaseAddress(context: Context, id: number, by?: Caller): Promise<void> {
  if (!(await findPlanned(context.database, id))) throw context.errors.notFound(`There is no planned address ${id}.`)
  await context.records.remove('ipaddresses', id, by)
}

export function mustParse({ errors }: Pick<Context, 'errors'>, text: string): Address {
  const address = parseAddress(text)
  if (address) return address
  throw errors.problem({ code: 'ADDRESS_INVALID', status: 422, message: `"${text}" is no IP address.`, fix: 'Write one such as 10.20.0.15 or fd00:20::15.', fields: [{ path: '/address', message: 'is no IP address' }] })
}

function refusal({ errors }: Pick<Context, 'errors'>, { kind, message }: Finding): Error {
  const [code, status, fix] = ({
    planned: ['ADDRESS_TAKEN', 409, 'Take the next free one, or release it where it is.'],
    reported: ['ADDRESS_IN_USE', 409, 'Find out what uses it. Assign it all the same with "force" when that will go.'],
    dhcp: ['ADDRESS_IN_DHCP', 409, 'Take one outside of the range, make the range smaller, or assign it all the same with "force" when DHCP has a reservation for it.'],
    gateway: ['ADDRESS_IS_GATEWAY', 409, 'Take another one, or assign it all the same with "force" to the device that is the gateway.'],
    outside: ['ADDRESS_OUTSIDE', 422, 'Give an address of this subnet, or make the subnet that it lies in.'],
    edge: ['ADDRESS_IS_EDGE', 422, 'Take another one: the first and the last address of a subnet belong to no host.'],
    inner: ['ADDRESS_IN_INNER', 422, 'Assign it in the smaller subnet that it lies in.'],
  } as const)[kind]
  return errors.problem({ code, status, message, fix, fields: [{ path: '/address', message }] })
}

async function assertAsset({ assets, errors }: Context, { assetId, purpose }: Assignment): Promise<void> {
  if (assetId !== null && assetId !== undefined && (await assets.names([assetId])).length === 0) throw errors.problem({ code: 'ASSET_MISSING', status: 422, message: `There is no asset ${assetId}.`, fix: 'Choose an asset that exists.', fields: [{ path: '/assetId', message: 'does not exist' }] })
  if (purpose === 'reserved' && assetId) throw errors.problem({ code: 'RESERVED_FOR_NOBODY', status: 422, message: 'A reserved address belongs to no asset.', fix: 'Leave the asset out, or assign the address.', fields: [{ path: '/assetId', message: 'must be empty' }] })
}

function macOf({ errors }: Pick<Context, 'errors'>, text: string | null | undefined): string | null {
  if (text === null || text === undefined || text.trim() === '') return null
  const digits = macDigits(text)
  if (digits) return macText(digits)
  throw errors.problem({ code: 'MAC_INVALID', status: 422, message: `"${text}" is no MAC address.`, fix: 'Write twelve hexadecimal digits, such as 00:1b:44:11:3a:b7.', fields: [{ path: '/macAddress', message: 'is no MAC address' }] })
}
