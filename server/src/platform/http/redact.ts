const sensitive = /pass(word|wd|phrase)?|secret|token|authori[sz]ation|cookie|api-?key|credential|private|code$|^feed$/i

/** A copy for the log: values under telling names are hidden, long texts and lists are cut. */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return value.length > 200 ? `${value.slice(0, 200)}... (${value.length} characters)` : value
  if (typeof value !== 'object' || value === null) return value
  if (depth > 3) return '[...]'
  if (Array.isArray(value)) return value.slice(0, 5).map((entry) => redact(entry, depth + 1))
  const entries = Object.entries(value).slice(0, 40)
  return Object.fromEntries(entries.map(([key, entry]) => [key, sensitive.test(key) ? '[hidden]' : redact(entry, depth + 1)]))
}
