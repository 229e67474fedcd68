/** A JSON Schema as it stands in an OpenAPI document, references already followed. */
export type Schema = Readonly<Record<string, unknown>>

export type Parameter = { name: string; in: 'path' | 'query' | 'header'; required: boolean; schema: Schema }

/** One operation of an OpenAPI description: what a request to it may carry. */
export type Operation = {
  /** `PATCH /api/vendors/{id}` */
  id: string
  method: string
  path: string
  parameters: readonly Parameter[]
  body: { contentTypes: readonly string[]; schema: Schema; required: boolean } | null
}

const methods = ['get', 'post', 'put', 'patch', 'delete']

export function operationsOf(document: unknown): Operation[] {
  const paths = asRecord(asRecord(document).paths)
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(asRecord(item)).filter(([method]) => methods.includes(method)).map(([method, operation]) => readOperation(document, path, method, asRecord(item), asRecord(operation))))
}

function readOperation(document: unknown, path: string, method: string, item: Schema, operation: Schema): Operation {
  const parameters = [...asList(item.parameters), ...asList(operation.parameters)].map((each) => readParameter(document, each))
  return { id: `${method.toUpperCase()} ${path}`, method: method.toUpperCase(), path, parameters, body: readBody(document, operation.requestBody) }
}

function readParameter(document: unknown, value: unknown): Parameter {
  const parameter = asRecord(follow(document, value))
  const place = parameter.in === 'path' || parameter.in === 'header' ? parameter.in : 'query'
  return { name: String(parameter.name), in: place, required: parameter.required === true || place === 'path', schema: asRecord(follow(document, parameter.schema)) }
}

function readBody(document: unknown, value: unknown): Operation['body'] {
  if (value === undefined) return null
  const body = asRecord(follow(document, value))
  const content = asRecord(body.content)
  const json = content['application/json'] ?? Object.values(content)[0]
  return { contentTypes: Object.keys(content), schema: asRecord(follow(document, asRecord(json).schema)), required: body.required === true }
}

/** Follows `$ref` everywhere below a value; a schema that contains itself ends as an empty one. */
function follow(document: unknown, value: unknown, seen: readonly string[] = []): unknown {
  if (Array.isArray(value)) return value.map((each) => follow(document, each, seen))
  if (typeof value !== 'object' || value === null) return value
  if ('$ref' in value && typeof value.$ref === 'string') return seen.includes(value.$ref) ? {} : follow(document, lookUp(document, value.$ref), [...seen, value.$ref])
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, follow(document, each, seen)]))
}

function lookUp(document: unknown, pointer: string): unknown {
  return pointer.replace(/^#\//, '').split('/').reduce<unknown>((place, part) => asRecord(place)[part.replaceAll('~1', '/').replaceAll('~0', '~')], document)
}

export function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value)) : {}
}

export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
