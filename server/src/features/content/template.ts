const placeholder = /\{([a-z][A-Za-z0-9]*)\}/g
const separator = ' \u00b7 '

/** The fields that a template names. */
export function fieldsOf(template: string): string[] {
  return [...template.matchAll(placeholder)].map((match) => match[1] ?? '')
}

/** `{doorNumber} · {location}`: a part whose fields are all empty is left out, with its words. */
export function fillTemplate(template: string, values: Readonly<Record<string, unknown>>): string {
  return template.split(separator).filter((part) => isFilled(part, values)).map((part) => part.replace(placeholder, (_match, name: string) => textOf(values[name]))).join(separator).trim()
}

function isFilled(part: string, values: Readonly<Record<string, unknown>>): boolean {
  const fields = fieldsOf(part)
  return fields.length === 0 || fields.some((field) => textOf(values[field]) !== '')
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
}
