import type { JsonSchema } from '@shopdb/plugin-api'

/** A USB device as a computer reported it. `isStorage` is null when the report does not say. */
export type Device = { vendorId: string | null; productId: string | null; serial: string | null; name: string; manufacturer: string | null; isStorage: boolean | null; capacityBytes: number | null; label: string | null }

const text = { type: ['string', 'number', 'null'] } as const

/** One device: the names of ShopDB, or those of GLPI, OCS and FusionInventory agents. Everything may be missing; what is unknown is left out. */
const deviceSchema = {
  type: 'object', additionalProperties: true,
  properties: {
    deviceId: { ...text, description: 'Instance id of Windows, such as USB\\VID_0951&PID_1666\\0014780DA1B2.' }, vendorId: { ...text, description: 'Four hexadecimal digits.' }, productId: text, serialNumber: text, name: text, manufacturer: text,
    class: { ...text, description: 'Class of the device or of one of its interfaces; 8 is storage.' }, isStorage: { type: ['boolean', 'null'] }, capacityBytes: { type: ['integer', 'null'] }, label: text,
    vendorid: text, productid: text, serial: text, caption: text,
  },
} as const

/** What a computer sends about the USB devices that are plugged in. */
export const sightingSchema = {
  type: 'object', additionalProperties: true, required: ['computer'],
  properties: {
    computer: { type: 'object', additionalProperties: true, minProperties: 1, properties: { hostname: { type: ['string', 'null'], maxLength: 160 }, serialNumber: { type: ['string', 'null'], maxLength: 160 }, assetNumber: { type: ['string', 'null'], maxLength: 160 } } },
    user: { type: ['string', 'null'], maxLength: 120 },
    seenAt: { type: ['string', 'null'], format: 'date-time', description: 'Default: now.' },
    devices: { type: 'array', maxItems: 1000, items: deviceSchema },
    usbdevices: { type: 'array', maxItems: 1000, items: deviceSchema, description: 'The same under the name that GLPI agents use.' },
    output: { type: 'object', additionalProperties: false, required: ['of', 'text'], description: 'What a program of the computer printed, as it is.', properties: { of: { type: 'string', enum: ['lsusb -v', 'reg export'] }, text: { type: 'string', maxLength: 4_000_000 } } },
  },
} as const satisfies JsonSchema

type Raw = Readonly<Record<string, unknown>>

/** `0x0951`, `951 (Kingston)`, `VID_0951`: four digits, or null when there are none. */
function hexOf(value: unknown): string | null {
  const found = /^(?:0x|vid_|pid_)?([0-9a-f]{1,4})(?![0-9a-z])/i.exec(plain(value) ?? '')
  return found?.[1] === undefined ? null : found[1].padStart(4, '0').toLowerCase()
}

function plain(value: unknown): string | null {
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null
}

/** `USB\VID_0951&PID_1666\0014780DA1B2`, `USBSTOR\DISK&VEN_KINGSTON&PROD_DATATRAVELER\0014780DA1B2&0`. */
export function readInstanceId(id: string): Pick<Device, 'vendorId' | 'productId' | 'serial' | 'isStorage' | 'name'> {
  const [bus = '', hardware = '', instance = ''] = id.split('\\')
  const part = (name: string): string | null => new RegExp(`${name}_([^&]+)`, 'i').exec(hardware)?.[1] ?? null
  const isDisk = bus.toUpperCase() === 'USBSTOR'
  // Behind the serial number of a disk stands a counter of Windows.
  const serial = isDisk && instance[1] !== '&' ? instance.replace(/&\d+$/, '') : instance
  const product = part('prod')?.replaceAll('_', ' ').trim()
  return { vendorId: hexOf(part('vid')), productId: hexOf(part('pid')), serial: plain(serial), isStorage: isDisk ? true : null, name: [part('ven'), product].filter(Boolean).join(' ') }
}

export function readDevice(raw: Raw): Device {
  const instance = typeof raw['deviceId'] === 'string' ? readInstanceId(raw['deviceId']) : null
  const [vendorId, productId] = [hexOf(raw['vendorId'] ?? raw['vendorid']) ?? instance?.vendorId ?? null, hexOf(raw['productId'] ?? raw['productid']) ?? instance?.productId ?? null]
  const named = plain(raw['name']) ?? plain(raw['caption']) ?? instance?.name
  const kind = plain(raw['class'])
  return {
    vendorId, productId, serial: plain(raw['serialNumber']) ?? plain(raw['serial']) ?? instance?.serial ?? null, manufacturer: plain(raw['manufacturer']), label: plain(raw['label']),
    name: (named || `USB device ${vendorId ?? '?'}:${productId ?? '?'}`).slice(0, 160), capacityBytes: typeof raw['capacityBytes'] === 'number' ? raw['capacityBytes'] : null,
    isStorage: typeof raw['isStorage'] === 'boolean' ? raw['isStorage'] : (instance?.isStorage ?? (kind === null ? null : /^(0x0?)?8$|^0?8$|mass storage/i.test(kind))),
  }
}

/** What `lsusb -v` prints: a paragraph for each device, with the class of each interface. */
export function readLsusb(output: string): Device[] {
  return output.split(/^Bus \d+ Device \d+: ID /m).slice(1).map((paragraph) => {
    const [, vendor, product, name = ''] = /^([0-9a-f]{4}):([0-9a-f]{4})\s*(.*)/i.exec(paragraph) ?? []
    const described = (field: string): string | null => plain(new RegExp(`^[ \\t]+${field}[ \\t]+(?!0[ \\t]*$)\\d+ +(.+)$`, 'm').exec(paragraph)?.[1])
    const isStorage = /^[ \t]+b(?:Interface|Device)Class[ \t]+8\b/m.test(paragraph)
    return readDevice({ vendorId: vendor, productId: product, name: described('iProduct') ?? name, manufacturer: described('iManufacturer'), serialNumber: described('iSerial'), isStorage })
  })
}

/** What `reg export HKLM\SYSTEM\CurrentControlSet\Enum\USB` writes: every device that was ever plugged in. Interfaces of a composite device are left out. */
export function readRegistry(output: string): Device[] {
  const sections = output.split(/^\[/m).slice(1)
  return sections.flatMap((section) => {
    const path = /^[^\]\r\n]*\\Enum\\((?:USB|USBSTOR)\\[^\\\]]+\\[^\\\]]+)\]/i.exec(section)?.[1]
    if (path === undefined || /&MI_\d/i.test(path) || /ROOT_HUB/i.test(path)) return []
    const value = (name: string): string | null => plain(new RegExp(`^"${name}"="(.*)"`, 'm').exec(section)?.[1]?.split(';').at(-1))
    const service = value('Service')
    const isStorage = /^USBSTOR/i.test(path) || /^(usbstor|uaspstor)$/i.test(service ?? '')
    return [readDevice({ deviceId: path, name: value('FriendlyName') ?? value('DeviceDesc'), manufacturer: value('Mfg'), isStorage })]
  })
}

/** All devices of a report, whatever it was written in. */
export function readReport({ devices = [], usbdevices = [], output }: { devices?: readonly Raw[]; usbdevices?: readonly Raw[]; output?: { of: string; text: string } }): Device[] {
  const printed = output === undefined ? [] : output.of === 'lsusb -v' ? readLsusb(output.text) : readRegistry(output.text)
  return [...[...devices, ...usbdevices].map(readDevice), ...printed]
}
