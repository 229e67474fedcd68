/** The line of a JSON text where the value of a pointer (`/tables/0/name`) stands; the nearest parent's when it is missing. */
export function lineOfPointer(text: string, pointer: string): number {
  const wanted = pointer.split('/').slice(1).map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
  const reader = { text, at: 0 }
  const offset = find(reader, wanted)
  return text.slice(0, offset).split('\n').length
}

type Reader = { text: string; at: number }

/** Stands before a value; answers where the wanted one begins. Text that is no JSON ends the search where it was. */
function find(reader: Reader, [key, ...rest]: readonly string[]): number {
  skipSpace(reader)
  const start = reader.at
  const open = reader.text[start]
  if (key === undefined || (open !== '{' && open !== '[')) return start
  reader.at += 1
  for (let index = 0; ; index += 1) {
    skipSpace(reader)
    const mark = reader.text[reader.at]
    if (mark === undefined || mark === '}' || mark === ']') return start
    const nameAt = reader.at
    const name = open === '{' ? readName(reader) : String(index)
    if (name === key) return rest.length === 0 ? nameAt : find(reader, rest)
    skipValue(reader)
    skipSpace(reader)
    if (reader.text[reader.at] !== ',') return start
    reader.at += 1
  }
}

function readName(reader: Reader): string {
  const start = reader.at
  skipString(reader)
  const name = reader.text.slice(start + 1, reader.at - 1).replaceAll(/\\(.)/g, '$1')
  skipSpace(reader)
  reader.at += 1
  return name
}

function skipSpace(reader: Reader): void {
  while (/\s/.test(reader.text[reader.at] ?? '')) reader.at += 1
}

function skipString(reader: Reader): void {
  for (reader.at += 1; reader.at < reader.text.length && reader.text[reader.at] !== '"'; reader.at += 1) if (reader.text[reader.at] === '\\') reader.at += 1
  reader.at += 1
}

function skipValue(reader: Reader): void {
  skipSpace(reader)
  let depth = 0
  for (; reader.at < reader.text.length; ) {
    const mark = reader.text[reader.at] ?? ''
    if (mark === '"') {
      skipString(reader)
      if (depth === 0) return
      continue
    }
    if ('{['.includes(mark)) depth += 1
    if ('}]'.includes(mark)) {
      if (depth === 0) return
      depth -= 1
    } else if (depth === 0 && mark === ',') return
    reader.at += 1
    if (depth === 0 && '}]'.includes(mark)) return
  }
}
