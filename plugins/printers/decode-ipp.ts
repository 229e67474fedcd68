// @ts-expect-error The package has no types of its own; what is used of it is described below.
import untyped from 'ipp-encoder'
import { makerAndModel, withoutGaps, type FoundPrinter, type FoundSupply } from './found-printer.ts'

type Group = { tag: number; attributes: { tag: number; name: string; value: unknown }[] }
type Answer = { statusCode: number; requestId: number; groups: Group[] }

/** Messages of IPP as bytes (RFC 8010). */
export const ippMessages: { request: { encode: (request: { operationId: number; requestId: number; groups: Group[] }) => Buffer }; response: { decode: (bytes: Buffer) => Answer; encode: (answer: Answer) => Buffer } } = untyped

/** Attributes that are asked for (RFC 8011, PWG 5100.9 and 5100.13, and the marker attributes of CUPS that most makers answer). */
const wanted = [
  'printer-make-and-model', 'printer-device-id', 'printer-uuid', 'printer-name', 'printer-dns-sd-name', 'printer-state', 'printer-state-reasons', 'printer-firmware-string-version', 'color-supported', 'sides-supported', 'printer-impressions-completed',
  'printer-impressions-completed-col', 'printer-serial-number', 'printer-supply', 'printer-supply-description', 'marker-names', 'marker-colors', 'marker-types', 'marker-levels', 'marker-low-levels', 'marker-high-levels', 'printer-alert-description',
]
const getPrinterAttributes = 0x000b
const tags = { operation: 0x01, keyword: 0x44, charset: 0x47, language: 0x48, uri: 0x45 }

/** The request of Get-Printer-Attributes (RFC 8011, 4.2.5). */
export function encodeQuestion(printerUri: string): Buffer {
  return ippMessages.request.encode({
    operationId: getPrinterAttributes, requestId: 1,
    groups: [{ tag: tags.operation, attributes: [
      { tag: tags.charset, name: 'attributes-charset', value: 'utf-8' }, { tag: tags.language, name: 'attributes-natural-language', value: 'en' },
      { tag: tags.uri, name: 'printer-uri', value: printerUri }, { tag: tags.keyword, name: 'requested-attributes', value: wanted },
    ] }],
  })
}

type Attributes = ReadonlyMap<string, readonly unknown[]>

/** Reads an answer to it; null when it is none, or one that says no. */
export function decodeAnswer(bytes: Buffer): FoundPrinter | null {
  const answer = decoded(bytes)
  // Statuses below 0x0100 are successes (RFC 8011, appendix B).
  if (!answer || answer.statusCode >= 0x0100) return null
  const attributes: Attributes = new Map(answer.groups.flatMap((group) => group.attributes.map(({ name, value }): [string, unknown[]] => [name, Array.isArray(value) ? value : [value]])))
  const deviceId = deviceIdOf(textOf(attributes, 'printer-device-id'))
  return withoutGaps<FoundPrinter>({
    ...makerAndModel(textOf(attributes, 'printer-make-and-model') || [deviceId.get('MFG'), deviceId.get('MDL')].filter(Boolean).join(' ')),
    serialNumber: textOf(attributes, 'printer-serial-number') || deviceId.get('SERN') || deviceId.get('SN'), deviceUuid: textOf(attributes, 'printer-uuid').replace(/^urn:uuid:/, ''),
    firmware: textOf(attributes, 'printer-firmware-string-version').slice(0, 120), isColour: booleanOf(attributes, 'color-supported'), isDuplex: attributes.has('sides-supported') ? textsOf(attributes, 'sides-supported').some((side) => side.startsWith('two-sided')) : undefined,
    deviceState: { 3: 'idle', 4: 'printing', 5: 'stopped' }[Number(attributes.get('printer-state')?.[0])], stateReasons: reasonsOf(attributes), pageCount: numberOf(attributes.get('printer-impressions-completed')?.[0]),
    supplies: suppliesOf(attributes),
  })
}

/** What comes over the network may be cut or be something else. */
function decoded(bytes: Buffer): Answer | null {
  try {
    return ippMessages.response.decode(bytes)
  } catch {
    return null
  }
}

/** PWG 5100.13 first, which has classes and units; else the parallel lists of CUPS. */
function suppliesOf(attributes: Attributes): FoundSupply[] | undefined {
  const described = textsOf(attributes, 'printer-supply')
  const names = textsOf(attributes, 'printer-supply-description')
  const supplies = described.length > 0 ? described.map((text, index) => describedSupply(text, names[index], index + 1)) : markers(attributes)
  return supplies.length > 0 ? supplies : undefined
}

/** `index=2;class=supplyThatIsConsumed;type=toner;unit=percent;maxcapacity=100;level=4;colorantname=black;` */
function describedSupply(text: string, name: string | undefined, place: number): FoundSupply {
  const parts = new Map(text.split(';').map((part): [string, string] => [part.slice(0, part.indexOf('=')), part.slice(part.indexOf('=') + 1)]))
  const number = (key: string): number | undefined => (parts.has(key) ? numberOf(Number(parts.get(key))) : undefined)
  const colour = parts.get('colorantname')
  return withoutGaps<FoundSupply>({
    slot: number('index') ?? place, name, kind: parts.get('type'), colour: colour === 'unknown' || colour === 'none' ? undefined : colour, level: number('level'), capacity: number('maxcapacity'), unit: parts.get('unit'),
    // Printers that report `marker-waste-almost-full` have a high level here: it is how full the container is, other than in the Printer-MIB.
    isFilled: parts.get('class') === 'receptacleThatIsFilled',
  })
}

function markers(attributes: Attributes): FoundSupply[] {
  const [names, colours, types] = ['marker-names', 'marker-colors', 'marker-types'].map((name) => textsOf(attributes, name))
  const [levels, low, high] = ['marker-levels', 'marker-low-levels', 'marker-high-levels'].map((name) => (attributes.get(name) ?? []).map(numberOf))
  return (levels ?? []).map((level, index): FoundSupply => {
    const isWaste = types?.[index]?.startsWith('waste') ?? false
    return withoutGaps<FoundSupply>({
      slot: index + 1, name: names?.[index], kind: types?.[index], colour: colours?.[index] === 'none' ? undefined : colours?.[index], level, capacity: 100, unit: 'percent', isFilled: isWaste,
      // The level below which a supply is low, and above which a waste container is.
      lowLevel: isWaste ? high?.[index] : low?.[index],
    })
  })
}

function reasonsOf(attributes: Attributes): string {
  const reasons = textsOf(attributes, 'printer-state-reasons').filter((reason) => reason !== 'none').map((reason) => reason.replace(/-(report|warning|error)$/, '').replaceAll('-', ' '))
  return [...new Set([...reasons, ...textsOf(attributes, 'printer-alert-description')])].join(', ').slice(0, 255) || 'nothing'
}

/** `MFG:Brother;MDL:MFC-J5320DW;...` (IEEE 1284). */
function deviceIdOf(text: string): Map<string, string> {
  return new Map(text.split(';').flatMap((part): [string, string][] => (part.includes(':') ? [[part.slice(0, part.indexOf(':')).trim().toUpperCase(), part.slice(part.indexOf(':') + 1).trim()]] : [])))
}

function textsOf(attributes: Attributes, name: string): string[] {
  return (attributes.get(name) ?? []).map((value) => (typeof value === 'object' && value !== null && 'value' in value ? String(value.value) : String(value)).replaceAll('\0', '').trim())
}

function textOf(attributes: Attributes, name: string): string {
  return textsOf(attributes, name)[0] ?? ''
}

function booleanOf(attributes: Attributes, name: string): boolean | undefined {
  const value = attributes.get(name)?.[0]
  return typeof value === 'boolean' ? value : undefined
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined
}
