/** What an MTConnect agent says about one device, in the words of the asset type. A member it says nothing about is missing. */
export type DeviceReading = {
  readonly uuid: string
  readonly name: string | null
  readonly liveState?: 'running' | 'idle' | 'stopped' | 'alarm' | 'offline'
  readonly liveSince?: string
  readonly program?: string
  readonly controllerMode?: string
  readonly alarm?: string | null
  readonly operatingHours?: number
  readonly partsProduced?: number
}

type Item = { readonly tag: string; readonly attributes: Readonly<Record<string, string>>; readonly text: string }
type Device = { readonly attributes: Readonly<Record<string, string>>; readonly items: Item[] }

const secondsPerHour = 3600
const runningStates = ['ACTIVE']
const idleStates = ['READY', 'OPTIONAL_STOP', 'PROGRAM_COMPLETED', 'PROGRAM_OPTIONAL_STOP', 'WAIT']

/** Reads a document of the kind MTConnectStreams (the answer to `current` or `sample`), of any version; other documents have no readings. */
export function readStreams(document: string): DeviceReading[] {
  return devicesOf(document).map(({ attributes, items }) => {
    const last = (tag: string): Item | undefined => items.filter((item) => item.tag === tag && !item.attributes['subType'] && item.text !== 'UNAVAILABLE').reduce(latest, undefined)
    const parts = Number(last('PartCount')?.text ?? Number.NaN)
    const faults = items.filter(({ tag }) => tag === 'Fault')
    const seconds = Number(items.find(({ tag, attributes: { subType = '' }, text }) => tag === 'AccumulatedTime' && /(^|:)TOTAL$/.test(subType) && text !== 'UNAVAILABLE')?.text ?? Number.NaN)
    return {
      uuid: attributes['uuid'] ?? '', name: attributes['name'] ?? null, ...stateOf(items, faults),
      ...textMember('program', last('Program')), ...textMember('controllerMode', last('ControllerMode')),
      alarm: faults[0] ? cut(faults[0].text || faults[0].attributes['nativeCode'] || faults[0].attributes['type'] || 'Fault') : null,
      ...(Number.isFinite(seconds) && { operatingHours: Math.round(seconds / secondsPerHour * 10) / 10 }),
      ...(Number.isSafeInteger(parts) && parts >= 0 && { partsProduced: parts }),
    }
  }).filter(({ uuid }) => uuid !== '')
}

/** The worst counts: no connection, a fault or emergency stop, then what the main path executes. */
function stateOf(items: readonly Item[], faults: readonly Item[]): Pick<DeviceReading, 'liveState' | 'liveSince'> {
  const latestOf = (tag: string): Item | undefined => items.filter((item) => item.tag === tag).reduce(latest, undefined)
  const available = latestOf('Availability')
  const stopped = latestOf('EmergencyStop')
  const executions = items.filter(({ tag, text }) => tag === 'Execution' && text !== 'UNAVAILABLE')
  const execution = executions.find(({ text }) => runningStates.includes(text)) ?? executions.reduce(latest, undefined)
  if (!execution) return available ? { liveState: 'offline', ...since(available) } : {}
  if (stopped?.text === 'TRIGGERED') return { liveState: 'alarm', ...since(stopped) }
  if (faults[0]) return { liveState: 'alarm', ...since(faults[0]) }
  const liveState = runningStates.includes(execution.text) ? 'running' : idleStates.includes(execution.text) ? 'idle' : 'stopped'
  return { liveState, ...since(execution) }
}

function latest(one: Item | undefined, other: Item): Item {
  return one && (one.attributes['timestamp'] ?? '') >= (other.attributes['timestamp'] ?? '') ? one : other
}

function since({ attributes: { timestamp } }: Item): Pick<DeviceReading, 'liveSince'> {
  const at = timestamp === undefined ? Number.NaN : Date.parse(timestamp)
  return Number.isNaN(at) ? {} : { liveSince: new Date(at).toISOString() }
}

function textMember<Name extends 'program' | 'controllerMode'>(name: Name, item: Item | undefined): { [Key in Name]?: string } {
  return (item && item.text !== '' ? { [name]: cut(item.text, name === 'program' ? 255 : 40) } : {}) as { [Key in Name]?: string } // a computed key widens to string
}

const cut = (text: string, length = 255): string => text.slice(0, length)

/**
 * Walks the tags of a document once. Streams are flat: a device has items with attributes and a text, so no tree is needed;
 * comments, declarations and name space prefixes are passed over, and nothing is ever expanded or loaded.
 */
function devicesOf(document: string): Device[] {
  const devices: Device[] = []
  const bare = document.replace(/<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<![^>]*>/g, '')
  for (const [, name = '', attributes = '', text = ''] of bare.matchAll(/<([A-Za-z_][\w.:-]*)((?:\s+[\w.:-]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*\/?>([^<]*)/g)) {
    const tag = name.slice(name.indexOf(':') + 1)
    if (tag === 'DeviceStream') devices.push({ attributes: attributesOf(attributes), items: [] })
    else devices.at(-1)?.items.push({ tag, attributes: attributesOf(attributes), text: decode(text.trim()) })
  }
  return devices
}

function attributesOf(text: string): Record<string, string> {
  return Object.fromEntries([...text.matchAll(/([\w.:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)].map(([, name = '', double, single]) => [name, decode(double ?? single ?? '')]))
}

function decode(text: string): string {
  const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }
  return text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w+));/gi, (whole, hex: string | undefined, decimal: string | undefined, name: string | undefined) => {
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)
    if (name !== undefined) return named[name] ?? whole
    return code > 0 && code <= 0x10_ffff ? String.fromCodePoint(code) : whole
  })
}
