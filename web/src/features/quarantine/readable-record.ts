const names = ['assetNumber', 'hostname', 'serialNumber', 'machineNumber', 'name', 'macAddress']

/** The kept text of a record, laid out to be read and mended; text that is no JSON stays as it came. */
export function readableRecord(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}

/** What a record calls itself, by the first of its identifiers that it has. */
export function recordName(text: string): string | null {
  let record: unknown
  try {
    record = JSON.parse(text)
  } catch {
    return null
  }
  if (typeof record !== 'object' || record === null) return null
  const values = names.map((name) => (record as Record<string, unknown>)[name]) // any JSON object
  const found = values.find((value) => (typeof value === 'string' && value !== '') || typeof value === 'number')
  return found === undefined ? null : String(found)
}
