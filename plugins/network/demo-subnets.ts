import type { Context } from './context.ts'
import { parseAddress, prefixOf } from './ip.ts'
import { mirrorCommunications } from './mirror.ts'
import { findReportedByKeys } from './store.ts'
import { addSubnet, readSubnets } from './subnets.ts'

const purposes = [
  { test: /^10\.(2\d|[3-9]\d|1[0-5]\d)\.(\d|[1-5]\d|6[0-3])\./, purpose: 'machines', vid: 20, name: 'Machines' },
  { test: /^10\.(2\d|[3-9]\d|1[0-5]\d)\./, purpose: 'shop floor PCs', vid: 30, name: 'Shop-floor PCs' },
  { test: /^172\./, purpose: 'machines', vid: 40, name: 'Inside of cells' },
  { test: /^10\.(1[6-9]\d|20\d|21\d)\./, purpose: 'office', vid: 50, name: 'Office' },
  { test: /^10\.2[2-4]\d\./, purpose: 'wireless', vid: 60, name: 'Wireless' },
] as const

/** A subnet for each range in which assets of the plant report addresses, below one for each area; the first two small enough to be nearly full. */
export async function planSubnets(context: Context): Promise<{ vlans: number; subnets: number }> {
  await mirrorCommunications(context, true, new AbortController().signal)
  const ranges = new Map<string, number>()
  for (const row of await findReportedByKeys(context.database, '4', '5')) {
    const range = rangeOf(String(row.address), 24)
    if (range !== null) ranges.set(range, (ranges.get(range) ?? 0) + 1)
  }
  const vlanIds = new Map<number, number>()
  for (const { vid, name, purpose } of [...purposes, { vid: 99, name: 'Management', purpose: 'management' }]) vlanIds.set(vid, Number((await context.records.create('vlans', { vid, name, purpose })).id))
  const used = [...ranges].toSorted(([, one], [, other]) => other - one).slice(0, 60)
  const there = new Set((await readSubnets(context)).map(({ prefix }) => prefix))
  const add = async (values: Parameters<typeof addSubnet>[1]): Promise<void> => { if (!there.has(values.prefix)) await addSubnet(context, values) }
  const sites = new Set(used.flatMap(([range]) => rangeOf(range.split('/')[0] ?? '', 16) ?? []))
  for (const prefix of sites) await add({ prefix, name: `Area ${prefix.split('.')[1] ?? ''}` })
  let shopFloor = 0
  for (const [prefix, count] of used) {
    const base = prefix.split('.').slice(0, 3).join('.')
    const known = purposes.find(({ test }) => test.test(prefix))
    const tight = known?.vid === 30 && shopFloor++ < 2 ? fitting(count) : null
    await add({
      prefix: tight === null ? prefix : `${base}.0/${tight}`, name: known?.name ?? 'Plant', vlanId: vlanIds.get(known?.vid ?? 20) ?? null, isolated: known?.vid === 40,
      ...(tight === null && { gateway: `${base}.1` }), ...(known?.vid === 50 && { dhcpFrom: `${base}.100`, dhcpTo: `${base}.199` }),
    })
  }
  await add({ prefix: '10.255.0.0/24', name: 'Management of network devices', vlanId: vlanIds.get(99) ?? null, gateway: '10.255.0.1' })
  await add({ prefix: 'fd00:20:30::/64', name: 'Shop-floor PCs, IPv6', vlanId: vlanIds.get(30) ?? null, gateway: 'fd00:20:30::1' })
  return { vlans: vlanIds.size, subnets: used.length + sites.size + 2 }
}

function rangeOf(text: string, length: number): string | null {
  const address = parseAddress(text)
  return address?.family === 4 ? prefixOf(4, address.value, length).text : null
}

/** The length at which so many hosts, counted from the fourth address on, nearly fill a subnet. */
function fitting(count: number): number {
  return 32 - Math.ceil(Math.log2(count + 6))
}
