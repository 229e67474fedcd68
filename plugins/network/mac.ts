const digits = /[^0-9a-f]/g

/** Twelve hexadecimal digits, whatever stands between them (`00:1B:44:11:3A:B7`, `001b.4411.3ab7`, `00-1B-...`); null when it is no MAC address. */
export function macDigits(text: string): string | null {
  const plain = text.toLowerCase().replaceAll(/[\s:.\-]/g, '')
  return /^[0-9a-f]{12}$/.test(plain) && plain !== '000000000000' && plain !== 'ffffffffffff' ? plain : null
}

/** What somebody typed of one: its hexadecimal digits in their order, in any notation. */
export function macPart(text: string): string {
  return text.toLowerCase().replaceAll(digits, '')
}

export function macText(mac: string): string {
  return mac.match(/../g)?.join(':') ?? mac
}

/** The second bit of the first byte: made up by software, as phones and virtual machines do, and not given out by IEEE. */
export function isLocallyAdministered(mac: string): boolean {
  return (Number.parseInt(mac.slice(0, 2), 16) & 2) !== 0
}

export function isMulticast(mac: string): boolean {
  return (Number.parseInt(mac.slice(0, 2), 16) & 1) !== 0
}

let registry: Promise<ReadonlyMap<string, string>> | null = null

/** The list of IEEE as the package `oui-data` ships it: 5 MB, read when the first person asks; names are kept, postal addresses are not. */
async function loadRegistry(): Promise<ReadonlyMap<string, string>> {
  const list = 'oui-data' // by a name that the type check does not follow: 53,000 entries are no type
  const { default: entries }: { default: unknown } = await import(list, { with: { type: 'json' } })
  const names = new Map<string, string>()
  for (const [block, text] of Object.entries(Object(entries))) names.set(block.toLowerCase(), String(text).split('\n')[0]?.trim() ?? '')
  return names
}

/** Who made the network card; null for addresses that are made up and for blocks nobody knows. */
export async function vendorOf(mac: string): Promise<string | null> {
  if (isLocallyAdministered(mac)) return null
  registry ??= loadRegistry()
  const names = await registry
  return names.get(mac.slice(0, 9)) ?? names.get(mac.slice(0, 7)) ?? names.get(mac.slice(0, 6)) ?? null // the smaller block is the more exact one
}

export type MacFacts = { readonly mac: string; readonly vendor: string | null; readonly isLocal: boolean }

export async function describeMac(mac: string): Promise<MacFacts> {
  return { mac: macText(mac), vendor: await vendorOf(mac), isLocal: isLocallyAdministered(mac) }
}
