import { makerAndModel, withoutGaps, type FoundPrinter, type FoundSupply } from './found-printer.ts'

/** Values by object identifier, without a leading dot. */
type Walk = ReadonlyMap<string, string>

/** prtMarkerSuppliesTypeTC of RFC 3805. */
const kinds: Readonly<Record<string, string>> = {
  3: 'toner', 4: 'wasteToner', 5: 'ink', 6: 'inkCartridge', 7: 'inkRibbon', 8: 'wasteInk', 9: 'opc', 10: 'developer', 11: 'fuserOil', 12: 'solidWax', 13: 'ribbonWax', 14: 'wasteWax', 15: 'fuser', 16: 'coronaWire',
  17: 'fuserOilWick', 18: 'cleanerUnit', 19: 'fuserCleaningPad', 20: 'transferUnit', 21: 'tonerCartridge', 22: 'fuserOiler', 32: 'staples',
}
const units: Readonly<Record<string, string>> = { 7: 'impressions', 8: 'sheets', 11: 'hours', 13: 'tenthsOfGrams', 15: 'tenthsOfMilliliters', 18: 'items', 19: 'percent' }
/** hrPrinterStatus of RFC 2790. */
const states: Readonly<Record<string, string>> = { 3: 'idle', 4: 'printing', 5: 'printing' }

const system = '1.3.6.1.2.1.1'
const device = '1.3.6.1.2.1.25.3'
const printer = '1.3.6.1.2.1.43'
const supply = `${printer}.11.1.1`

/**
 * Reads what a walk over a printer wrote down: `snmpwalk -On -OU` (`.1.3.6... = INTEGER: 70`) or a recording of snmpsim (`1.3.6...|2|70`). Null
 * when nothing of the Printer-MIB (RFC 3805) stands in it.
 */
export function readWalk(text: string): FoundPrinter | null {
  const walk = valuesOf(text)
  if (![...walk.keys()].some((oid) => oid.startsWith(`${printer}.`))) return null
  const name = walk.get(`${system}.5.0`)
  return withoutGaps<FoundPrinter>({
    ...makerAndModel(walk.get(`${device}.2.1.3.1`) ?? walk.get(`${system}.1.0`) ?? ''), serialNumber: walk.get(`${printer}.5.1.1.17.1`), hostname: name !== undefined && /^[A-Za-z0-9][A-Za-z0-9.-]{0,62}$/.test(name) ? name : undefined,
    macAddress: macOf(walk), deviceState: states[walk.get(`${device}.5.1.1.1`) ?? ''], pageCount: countOf(walk.get(`${printer}.10.2.1.4.1.1`)),
    stateReasons: column(walk, `${printer}.18.1.1.8.1`).map(([, alert]) => alert).filter(Boolean).join(', ').slice(0, 255), isColour: coloursOf(walk), supplies: suppliesOf(walk),
  })
}

function suppliesOf(walk: Walk): FoundSupply[] {
  const of = (member: number, index: string): string | undefined => walk.get(`${supply}.${member}.1.${index}`)
  const indexes = [...new Set([6, 8, 9].flatMap((member) => column(walk, `${supply}.${member}.1`).map(([index]) => index)))].filter((index) => /^\d+$/.test(index)).toSorted((one, other) => Number(one) - Number(other))
  return indexes.map((index): FoundSupply => withoutGaps<FoundSupply>({
    slot: Number(index), name: of(6, index)?.slice(0, 160), kind: kinds[of(5, index) ?? ''], unit: units[of(7, index) ?? ''], level: integerOf(of(9, index)), capacity: integerOf(of(8, index)),
    // The level of a receptacle is the room that is left in it (prtMarkerSuppliesLevel), so nothing is turned round.
    colour: colourantOf(walk, of(3, index)),
  }))
}

/** Colorants are named in a table of their own; index 0 says that there is none. */
function colourantOf(walk: Walk, index: string | undefined): string | undefined {
  return index === undefined || index === '0' ? undefined : walk.get(`${printer}.12.1.1.4.1.${index}`)
}

function coloursOf(walk: Walk): boolean | undefined {
  const names = [...column(walk, `${supply}.6.1`), ...column(walk, `${printer}.12.1.1.4.1`)].map(([, name]) => name)
  return names.length === 0 ? undefined : names.some((name) => /cyan|magenta|yellow/i.test(name))
}

/** The first address that a network card has; tunnels and loopbacks have none or zeros. */
function macOf(walk: Walk): string | undefined {
  const addresses = column(walk, '1.3.6.1.2.1.2.2.1.6').map(([, value]) => value.replace(/[\s:-]/g, '').toLowerCase())
  return addresses.find((value) => /^(?!0{12})[0-9a-f]{12}$/.test(value))?.replace(/(..)(?=.)/g, '$1:')
}

function column(walk: Walk, base: string): [index: string, value: string][] {
  return [...walk].flatMap(([oid, value]): [string, string][] => (oid.startsWith(`${base}.`) ? [[oid.slice(base.length + 1), value]] : []))
}

function integerOf(text: string | undefined): number | undefined {
  const value = text === undefined || !/^-?\d+$/.test(text) ? NaN : Number(text)
  return Number.isSafeInteger(value) && value >= -3 ? value : undefined
}

function countOf(text: string | undefined): number | undefined {
  const value = integerOf(text)
  return value !== undefined && value >= 0 ? value : undefined
}

function valuesOf(text: string): Walk {
  const values = new Map<string, string>()
  for (const line of text.split(/\r?\n/)) {
    const recorded = /^\.?([\d.]+)\|([\w]+)\|(.*)$/.exec(line)
    const walked = /^\.?([\d.]+)\s*=\s*(?:([A-Za-z0-9-]+):\s*)?(.*)$/.exec(line)
    if (recorded?.[1] !== undefined) values.set(recorded[1], recorded[2] === '4x' ? readHex(recorded[3] ?? '', recorded[1]) : plain(recorded[3] ?? ''))
    else if (walked?.[1] !== undefined) values.set(walked[1], walked[2] === 'Hex-STRING' ? readHex(walked[3] ?? '', walked[1]) : plain(walked[3] ?? ''))
  }
  return values
}

/** `"Black Toner"` has quotation marks, `idle(3)` a word before its number, `7792 pages` a unit behind it. */
function plain(text: string): string {
  const quoted = /^"([\s\S]*)"$/.exec(text.trim())?.[1]
  return (quoted ?? text.trim().replace(/^[A-Za-z][\w-]*\((-?\d+)\)$/, '$1').replace(/^(-?\d+) [a-z]+$/, '$1')).replaceAll('\0', '').trim()
}

/** Hexadecimal is a text that could not be written plainly; addresses of network cards stay as they are. */
function readHex(hex: string, oid: string): string {
  if (oid.startsWith('1.3.6.1.2.1.2.2.1.6.')) return hex
  return Buffer.from(hex.replace(/\s/g, ''), 'hex').toString('utf8').replaceAll('\0', '').trim()
}
