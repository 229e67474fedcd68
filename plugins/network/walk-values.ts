/** A value as the device sent it; `bytes` when it is no text. */
type WalkValue = { readonly text: string; readonly bytes: readonly number[] | null }

/** The values of a walk by their numbers. */
export type Walk = {
  readonly text: (oid: string) => string | null
  readonly number: (oid: string) => number | null
  readonly oid: (oid: string) => string | null
  /** Six bytes, as `00:1b:44:11:3a:b7`. */
  readonly mac: (oid: string) => string | null
  /** The values below a number, by what follows it. */
  readonly column: (oid: string) => ReadonlyMap<string, string>
}

/** Reads lines of `snmpwalk -On` (`.1.3.6.1... = STRING: "name"`) and of snmpsim recordings (`1.3.6.1...|4|name`). */
export function readWalk(text: string): Walk {
  const entries: { oid: string; kind: string; lines: string[] }[] = []
  for (const line of text.split(/\r?\n/)) {
    const entry = readLine(line)
    if (entry) entries.push(entry)
    else if (line !== '') entries.at(-1)?.lines.push(line) // long values go on in the next line
  }
  const values = new Map(entries.map(({ oid, kind, lines }) => [oid, valueOf(kind, lines.join('\n'))]))
  const columns = groupByColumn(values)
  return {
    text: (oid) => cleanText(values.get(oid)),
    number: (oid) => numberIn(values.get(oid)?.text ?? ''),
    oid: (oid) => values.get(oid)?.text.replace(/^\./, '') || null,
    mac: (oid) => macIn(values.get(oid)),
    column: (oid) => columns(oid),
  }
}

function readLine(line: string): { oid: string; kind: string; lines: string[] } | null {
  const [, recorded, tag, value] = /^\.?(\d+(?:\.\d+)+)\|(\w+)\|(.*)$/.exec(line) ?? []
  if (recorded !== undefined) return { oid: recorded, kind: tag ?? '4', lines: [value ?? ''] }
  const [, iso, printed, kind, shown] = /^(\.?iso\.)?\.?(\d+(?:\.\d+)+) = (?:([A-Za-z][A-Za-z0-9-]*): ?)?(.*)$/.exec(line) ?? []
  return printed === undefined ? null : { oid: `${iso === undefined ? '' : '1.'}${printed}`, kind: kind ?? 'STRING', lines: [shown ?? ''] }
}

/** Tags of recordings: 2 integers, 4 text, 6 object ids, 64 addresses, 65 to 70 counters; an `x` behind says that the value is hexadecimal. */
function valueOf(kind: string, raw: string): WalkValue {
  if (kind === 'Hex-STRING' || kind.endsWith('x')) {
    const bytes = (raw.replaceAll(/[^0-9A-Fa-f]/g, '').match(/../g) ?? []).map((byte) => Number.parseInt(byte, 16))
    return { text: String.fromCharCode(...bytes.slice(0, 5000)), bytes }
  }
  const text = raw.trim().replace(/^"([\s\S]*)"$/, '$1')
  if (kind === 'INTEGER') return { text: /\((-?\d+)\)/.exec(text)?.[1] ?? /^-?\d+/.exec(text)?.[0] ?? text, bytes: null }
  if (kind === 'Timeticks') return { text: /\((\d+)\)/.exec(text)?.[1] ?? text, bytes: null }
  if (kind === '4') return { text: raw, bytes: [...Buffer.from(raw, 'latin1')] }
  return { text, bytes: kind === 'STRING' ? [...Buffer.from(text, 'latin1')] : null }
}

function numberIn(text: string): number | null {
  return /^-?\d+$/.test(text.trim()) ? Number(text) : null
}

/** Text without what terminals would act on; null when nothing is left. */
function cleanText(value: WalkValue | undefined): string | null {
  const text = value?.text.replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '').replaceAll(/\s*\r?\n\s*/g, ' ').trim()
  return text === undefined || text === '' || text === '<private>' ? null : text
}

function macIn(value: WalkValue | undefined): string | null {
  if (!value) return null
  const written = /^([0-9A-Fa-f]{1,2})[:-]([0-9A-Fa-f]{1,2})[:-]([0-9A-Fa-f]{1,2})[:-]([0-9A-Fa-f]{1,2})[:-]([0-9A-Fa-f]{1,2})[:-]([0-9A-Fa-f]{1,2})$/.exec(value.text.trim())
  if (written) return written.slice(1).map((byte) => byte.padStart(2, '0').toLowerCase()).join(':')
  return value.bytes?.length === 6 ? value.bytes.map((byte) => byte.toString(16).padStart(2, '0')).join(':') : null
}

/** Each column is gathered when it is first asked for. */
function groupByColumn(values: ReadonlyMap<string, WalkValue>): (oid: string) => ReadonlyMap<string, string> {
  const known = new Map<string, ReadonlyMap<string, string>>()
  return (oid) => {
    const column = known.get(oid) ?? new Map([...values].flatMap(([key, { text }]): [string, string][] => (key.startsWith(`${oid}.`) ? [[key.slice(oid.length + 1), text.trim()]] : [])))
    known.set(oid, column)
    return column
  }
}
