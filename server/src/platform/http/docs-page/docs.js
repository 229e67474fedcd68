// Shows /api/openapi.json: a list to search in, schemas, and a form that calls the operation as the signed-in user.
const main = document.querySelector('#operations')
const find = document.querySelector('#find')
const count = document.querySelector('#count')

/** Builds an element; texts are always text, never markup. */
function element(name, properties = {}, ...children) {
  const node = Object.assign(document.createElement(name), properties)
  node.append(...children.filter((child) => child !== null))
  return node
}

function typeOf(schema = {}) {
  if (schema.$ref) return schema.$ref.split('/').at(-1)
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ')
  const type = [schema.type ?? 'any'].flat().join(' | ')
  const range = [schema.minimum !== undefined && `from ${schema.minimum}`, schema.maximum !== undefined && `to ${schema.maximum}`, schema.maxLength !== undefined && `at most ${schema.maxLength} characters`, schema.format].filter(Boolean)
  const inner = schema.type === 'array' ? ` of ${typeOf(schema.items)}` : ''
  return `${type}${inner}${range.length > 0 ? ` (${range.join(', ')})` : ''}`
}

function table(head, rows) {
  return element('table', {}, element('thead', {}, element('tr', {}, ...head.map((text) => element('th', { scope: 'col', textContent: text })))),
    element('tbody', {}, ...rows.map((cells) => element('tr', {}, ...cells.map((text) => element('td', { textContent: text ?? '' }))))))
}

function schemaView(schema) {
  const fields = schema?.properties ?? schema?.items?.properties
  const source = element('details', {}, element('summary', { textContent: 'JSON Schema' }), element('div', {}, element('pre', { textContent: JSON.stringify(schema, null, 2) })))
  if (!fields) return element('div', {}, element('p', { textContent: typeOf(schema) }), source)
  const required = new Set(schema.required ?? [])
  const rows = Object.entries(fields).map(([name, field]) => [name, typeOf(field), required.has(name) ? 'required' : '', field.title ?? field.description])
  return element('div', {}, table(['Field', 'Type', '', 'Meaning'], rows), source)
}

function sample(schema = {}) {
  if (schema.default !== undefined) return schema.default
  if (schema.enum) return schema.enum[0]
  const type = [schema.type].flat()[0]
  if (type === 'object') return Object.fromEntries((schema.required ?? []).map((name) => [name, sample(schema.properties?.[name])]))
  if (type === 'array') return []
  return { integer: 0, number: 0, boolean: false, string: '' }[type] ?? null
}

function tryForm(path, method, operation) {
  const fields = operation.parameters.map((parameter) => ({ parameter, input: element('input', { required: parameter.required, placeholder: typeOf(parameter.schema) }) }))
  const schema = operation.requestBody?.content['application/json']?.schema
  const body = schema ? element('textarea', { value: JSON.stringify(sample(schema), null, 2), spellcheck: false }) : null
  const answer = element('pre', { hidden: true, tabIndex: 0 })
  const form = element('form', {}, ...fields.map(({ parameter, input }) => element('label', {}, `${parameter.name} (${parameter.in})`, input)), body && element('label', {}, 'Body', body), element('button', { textContent: `Send ${method.toUpperCase()}` }), answer)
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    void send(path, method, fields, body, answer)
  })
  return form
}

async function send(path, method, fields, body, answer) {
  let url = path
  const query = new URLSearchParams()
  const headers = { 'X-CSRF-Token': document.cookie.match(/(?:^|; )shopdb_csrf=([^;]*)/)?.[1] ?? '' }
  for (const { parameter, input } of fields) {
    if (parameter.in === 'path') url = url.replace(`{${parameter.name}}`, encodeURIComponent(input.value))
    else if (input.value !== '' && parameter.in === 'query') query.set(parameter.name, input.value)
    else if (input.value !== '') headers[parameter.name] = input.value
  }
  if (body) headers['Content-Type'] = 'application/json'
  answer.hidden = false
  answer.textContent = 'Waiting for the answer.'
  const start = performance.now()
  try {
    const response = await fetch(query.size > 0 ? `${url}?${query}` : url, { method: method.toUpperCase(), headers, body: body?.value })
    const text = await response.text()
    answer.textContent = `${response.status} ${response.statusText} in ${Math.round(performance.now() - start)} ms\n\n${pretty(text)}`
  } catch (error) {
    answer.textContent = `No answer: ${error.message}`
  }
}

function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text // not JSON: CSV, metrics
  }
}

function operationView({ path, method, operation }) {
  const permission = operation['x-permission'] ?? 'public'
  const details = element('details', {}, element('summary', {}, element('span', { className: 'method', textContent: method.toUpperCase() }), element('span', { className: 'path', textContent: path }), element('span', { className: 'summary', textContent: operation.summary }), element('span', { className: 'permission', textContent: permission })))
  // Filled when opened: hundreds of schemas at once would be slow.
  details.addEventListener('toggle', () => { if (details.open && details.children.length === 1) details.append(contentView(path, method, operation)) })
  return details
}

function contentView(path, method, operation) {
  const parameters = operation.parameters.map(({ name, in: place, required, schema }) => [name, place, typeOf(schema), required ? 'required' : '', schema.description])
  const body = operation.requestBody?.content['application/json']?.schema
  const answers = Object.entries(operation.responses)
  return element('div', {},
    operation.description ? element('p', { textContent: operation.description }) : null,
    parameters.length > 0 ? table(['Parameter', 'In', 'Type', '', 'Meaning'], parameters) : null,
    ...(body ? [element('h3', { textContent: 'Body' }), schemaView(body)] : []),
    element('h3', { textContent: 'Answers' }), table(['Status', 'Meaning'], answers.map(([status, { description }]) => [status, description])),
    ...answers.flatMap(([status, { content }]) => (content?.['application/json'] ? [element('p', { className: 'dim', textContent: `Body of ${status}` }), schemaView(content['application/json'].schema)] : [])),
    element('h3', { textContent: 'Try it' }), tryForm(path, method, operation))
}

function show(operations) {
  const terms = find.value.toLowerCase().split(/\s+/).filter(Boolean)
  const found = operations.filter(({ text }) => terms.every((term) => text.includes(term)))
  count.textContent = `${found.length} of ${operations.length} operations`
  const groups = Map.groupBy(found, ({ operation }) => operation.tags[0])
  main.replaceChildren(...[...groups].flatMap(([tag, members]) => [element('h2', { textContent: tag }), ...members.map(operationView)]))
}

function collect(description) {
  return Object.entries(description.paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => (
    { path, method, operation, text: `${method} ${path} ${operation.summary} ${operation['x-permission'] ?? 'public'} ${operation.tags.join(' ')}`.toLowerCase() })))
}

const response = await fetch('/api/openapi.json')
if (response.ok) {
  const operations = collect(await response.json())
  find.addEventListener('input', () => show(operations))
  show(operations)
} else {
  const problem = await response.json()
  main.replaceChildren(element('p', { className: 'error', textContent: problem.title }), element('p', { textContent: problem.fix }), element('a', { href: '/', textContent: 'Sign in' }))
}
