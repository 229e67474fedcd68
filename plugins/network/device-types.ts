import type { Caller, Infer, JsonSchema } from '@shopdb/plugin-api'
import type { Context } from './context.ts'
import { findDeviceType, findPorts, findTemplates, numberOf, textOf } from './store.ts'

const kinds = ['switch', 'router', 'firewall', 'access point', 'wireless controller', 'camera', 'server', 'storage', 'serial server', 'media converter', 'power supply', 'other'] as const
export const importSchema = {
  type: 'object', additionalProperties: false, required: ['document'],
  properties: { document: { type: 'string', minLength: 1, maxLength: 500_000, description: 'A file of the community device type library (YAML).' }, kind: { type: 'string', enum: kinds } },
} as const satisfies JsonSchema

export type PortTemplate = { readonly name: string; readonly place: number; readonly medium: string; readonly interfaceType: string | null; readonly speedMbps: number | null; readonly poe: boolean }
export type DeviceTypeFile = { readonly manufacturer: string; readonly model: string; readonly slug: string; readonly partNumber: string | null; readonly heightUnits: number | null; readonly kind: (typeof kinds)[number]; readonly ports: readonly PortTemplate[] }

/** Takes a device type in; the same file again brings the type up to date and leaves ports that people added. */
export async function importDeviceType(context: Context, { document, kind }: Infer<typeof importSchema>, by?: Caller): Promise<{ id: number; model: string; manufacturer: string; ports: number; isNew: boolean }> {
  const file = await readDeviceType(document)
  if (!file) throw context.errors.problem({ code: 'DEVICE_TYPE_INVALID', status: 422, message: 'The document describes no device type.', fix: 'Send a YAML file with "manufacturer" and "model", as the community device type library has them.', fields: [{ path: '/document', message: 'describes no device type' }] })
  const known = await findDeviceType(context.database, context.codec.naturalKey(file.slug))
  const { ports, ...values } = { ...file, ...(kind !== undefined && { kind }) }
  const id = known ? Number(known.id) : Number((await context.records.create('networkdevicetypes', { ...values, ports: ports.length }, by)).id)
  if (known) await context.records.update('networkdevicetypes', id, { ...values, ports: ports.length }, by)
  const byName = new Map((await findTemplates(context.database, id)).map((row) => [String(row.name), Number(row.id)]))
  await context.records.saveMany('networkporttemplates', ports.map((port) => ({ ...port, deviceTypeId: id, ...(byName.has(port.name) && { id: byName.get(port.name) }) })), by)
  return { id, model: file.model, manufacturer: file.manufacturer, ports: ports.length, isNew: !known }
}

/** Gives a device the ports of its type that it does not have yet. */
export async function makePorts(context: Context, assetId: number, deviceTypeId: number, by?: Caller): Promise<number> {
  const [templates, ports] = await Promise.all([findTemplates(context.database, deviceTypeId), findPorts(context.database, assetId)])
  const there = new Set(ports.map((row) => String(row.name)))
  const missing = templates.filter((row) => !there.has(String(row.name)))
  await context.records.saveMany('networkports', missing.map((row) => ({ assetId, name: String(row.name), place: numberOf(row.place), medium: textOf(row.medium), interfaceType: textOf(row.interfacetype), speedMbps: numberOf(row.speedmbps), poe: row.poe === 1 })), by)
  return missing.length
}

/** Reads a file of the library; null when it is none. */
export async function readDeviceType(document: string): Promise<DeviceTypeFile | null> {
  const file = await parseYaml(document)
  const manufacturer = wordOf(file['manufacturer'])
  const model = wordOf(file['model'])
  if (manufacturer === null || model === null) return null
  const ports = [...portsIn(file['interfaces'], readInterface), ...portsIn(file['console-ports'], readConsole), ...portsIn(file['console-server-ports'], readConsole)].map((port, place) => ({ ...port, place }))
  const units = Number(file['u_height'])
  return {
    manufacturer, model, slug: wordOf(file['slug']) ?? `${manufacturer} ${model}`.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-').slice(0, 200), partNumber: wordOf(file['part_number']),
    heightUnits: Number.isFinite(units) && units >= 0 && units <= 60 ? Math.round(units * 10) / 10 : null, kind: guessKind(model, ports), ports,
  }
}

async function parseYaml(document: string): Promise<Readonly<Record<string, unknown>>> {
  const { parse } = await import('yaml') // loaded when a file comes, which is seldom
  try {
    const parsed: unknown = parse(document, { maxAliasCount: 20 })
    return typeof parsed === 'object' && parsed !== null ? Object(parsed) : {}
  } catch {
    return {} // a file that is no YAML describes nothing; the caller says so
  }
}

type Draft = Omit<PortTemplate, 'place'>

function portsIn(list: unknown, read: (entry: Readonly<Record<string, unknown>>, name: string) => Draft): Draft[] {
  const entries: unknown[] = Array.isArray(list) ? list.slice(0, 2000) : []
  const drafts = entries.flatMap((entry) => {
    const fields: Readonly<Record<string, unknown>> = Object(entry)
    const name = wordOf(fields['name'])?.slice(0, 64) ?? null
    return name === null ? [] : [read(fields, name)]
  })
  return [...new Map(drafts.map((draft) => [draft.name, draft])).values()]
}

function readInterface(fields: Readonly<Record<string, unknown>>, name: string): Draft {
  const interfaceType = wordOf(fields['type'])?.slice(0, 60) ?? null
  return { name, interfaceType, medium: mediumOf(interfaceType ?? ''), speedMbps: speedOf(interfaceType ?? ''), poe: wordOf(fields['poe_mode']) === 'pse' }
}

function readConsole(fields: Readonly<Record<string, unknown>>, name: string): Draft {
  return { name, interfaceType: wordOf(fields['type'])?.slice(0, 60) ?? null, medium: 'console', speedMbps: null, poe: false }
}

/** `1000base-t` is 1,000 Mbit/s, `2.5gbase-t` 2,500, `10gbase-x-sfpp` 10,000. */
function speedOf(interfaceType: string): number | null {
  const [, amount, giga] = /^([\d.]+)(g?)base/.exec(interfaceType) ?? []
  return amount === undefined ? null : Math.round(Number(amount) * (giga === 'g' ? 1000 : 1))
}

function mediumOf(interfaceType: string): string {
  if (/^ieee802\.11|^ieee802\.15|^gsm|^lte|^5g|^cdma/.test(interfaceType)) return 'wireless'
  if (/^(virtual|bridge|lag)/.test(interfaceType)) return 'virtual'
  return /base-(t|tx|t1|kx|cx\d*)($|-)/.test(interfaceType) || interfaceType === '' ? 'copper' : 'fiber'
}

function guessKind(model: string, ports: readonly PortTemplate[]): (typeof kinds)[number] {
  if (ports.some(({ medium }) => medium === 'wireless')) return 'access point'
  if (/fire|forti|asa ?\d|\bpa-\d/i.test(model)) return 'firewall'
  if (ports.filter(({ medium, name }) => medium === 'console' && name !== 'Console').length > 3) return 'serial server'
  return ports.filter(({ medium }) => medium === 'copper' || medium === 'fiber').length >= 5 ? 'switch' : 'other'
}

function wordOf(value: unknown): string | null {
  return (typeof value === 'string' && value.trim() !== '') || typeof value === 'number' ? String(value).trim() : null
}
