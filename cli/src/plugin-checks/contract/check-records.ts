import type { AssetTypeFile } from '@shopdb/server/plugin-host/index'
import type { FieldSchema } from '@shopdb/contract/field-schema'
import { lineOfPointer } from '../json-line.ts'
import { fileOf } from '../read-plugin.ts'
import { asList, asRecord } from '../samples/operations.ts'
import { operationsOfPlugin, type ContractCheck } from './contract-check.ts'
import { itemsOf, tell, type Answer, type Json } from './throw-away-host.ts'

/** A record that was made, for the steps that look whether it survives them. */
export type MadeRecord = { type: AssetTypeFile; id: number; sent: Json }

/** Each asset type: create, read, change, filter, sort, find, export, retire and restore one record made from its schema. */
export async function checkRecords(check: ContractCheck): Promise<MadeRecord[]> {
  const made: MadeRecord[] = []
  for (const type of check.plugin.subject.assetTypes) {
    const record = await createRecord(check, type)
    if (!record) continue
    made.push(record)
    await changeRecord(check, record)
    await listRecord(check, record)
    await searchRecord(check, record)
    await exportRecord(check, record)
    await retireRecord(check, record)
  }
  return made
}

type Complaint = { id: string; pointer?: string; message: string }

function complain({ add, plugin }: ContractCheck, { type }: { type: AssetTypeFile }, { id, pointer = '', message }: Complaint): void {
  add({ id, file: type.file, line: lineOfPointer(fileOf(plugin, type.file) ?? '', pointer), message })
}

export async function createRecord(check: ContractCheck, type: AssetTypeFile): Promise<MadeRecord | null> {
  const operation = (await operationsOfPlugin(check)).find(({ id }) => id === `POST ${type.path}`)
  if (!operation?.body) {
    complain(check, { type }, { id: 'contract/record', message: `There is no POST ${type.path}.` })
    return null
  }
  // A tag that does not exist is made, and belongs to nobody; it would look like something left behind.
  const { tags: _tags, ...sent } = asRecord(await check.sample(operation.body.schema))
  const answer = await check.host.request('POST', type.path, sent)
  if (answer.status !== 201) {
    complain(check, { type }, { id: 'contract/record', message: `A record made from the schema was refused: ${tell(answer)}` })
    return null
  }
  const record = { type, id: Number(answer.json.id), sent }
  compare(check, record, await check.host.request('GET', `${type.path}/${record.id}`), 'reads back')
  return record
}

/** The record shows what was sent; lists of objects are compared by their number. */
export function compare(check: ContractCheck, record: MadeRecord, answer: Answer, how: string): boolean {
  if (answer.status !== 200) {
    complain(check, record, { id: 'contract/record', message: `The record ${how} as ${tell(answer)}` })
    return false
  }
  const lost = fieldsOf(record.type).filter(([name, field]) => record.sent[name] !== undefined && (field.type !== 'array' || field['x-shopdb']?.table !== undefined) && !isSame(record.sent[name], answer.json[name]))
  for (const [name] of lost) complain(check, record, { id: 'contract/record', pointer: `/properties/${name}`, message: `"${name}" ${how} as ${JSON.stringify(answer.json[name])}, not as ${JSON.stringify(record.sent[name])}.` })
  return lost.length === 0
}

function isSame(sent: unknown, shown: unknown): boolean {
  if (Array.isArray(sent)) return Array.isArray(shown) && shown.length === sent.length
  if (typeof sent === 'string' && typeof shown === 'string') return sent.toLowerCase() === shown.toLowerCase() || Date.parse(sent) === Date.parse(shown)
  return JSON.stringify(sent) === JSON.stringify(shown)
}

async function changeRecord(check: ContractCheck, record: MadeRecord): Promise<void> {
  const { type, id } = record
  const before = await check.host.request('GET', `${type.path}/${id}`)
  const name = `Changed ${id}`
  const answer = await check.host.request('PATCH', `${type.path}/${id}`, { name, version: before.json.version })
  if (answer.status !== 200 || answer.json.name !== name) complain(check, record, { id: 'contract/record', message: `A change of the name was answered ${tell(answer)}` })
}

async function listRecord(check: ContractCheck, record: MadeRecord): Promise<void> {
  const { type, id } = record
  const whole = await check.host.request('GET', `${type.path}?limit=100`)
  if (!itemsOf(whole).some((item) => item.id === id)) complain(check, record, { id: 'contract/record', message: `GET ${type.path} does not list the record: ${tell(whole)}` })
  for (const [name, value] of filtersOf(record)) {
    const answer = await check.host.request('GET', `${type.path}?${new URLSearchParams({ [name]: String(value) }).toString()}`)
    if (!itemsOf(answer).some((item) => item.id === id)) complain(check, record, { id: 'contract/filters', pointer: `/properties/${name}`, message: `The filter ${name}=${String(value)} does not find the record: ${tell(answer)}` })
  }
  for (const name of sortsOf(type)) {
    const answer = await check.host.request('GET', `${type.path}?sort=-${name}`)
    if (answer.status !== 200) complain(check, record, { id: 'contract/filters', pointer: '/x-shopdb/sorts', message: `The order by "${name}" was answered ${tell(answer)}` })
  }
}

function fieldsOf(type: AssetTypeFile): [string, FieldSchema][] {
  return Object.entries(type.schema.properties)
}

function filtersOf({ type, sent }: MadeRecord): [string, unknown][] {
  return fieldsOf(type).filter(([name, field]) => field['x-shopdb']?.filter === true && sent[name] !== undefined && field.type !== 'array').map(([name]) => [name, sent[name]])
}

function sortsOf(type: AssetTypeFile): string[] {
  return [...(type.schema['x-shopdb'].sorts ?? []), ...fieldsOf(type).filter(([, field]) => field['x-shopdb']?.sort === true).map(([name]) => name)]
}

async function searchRecord(check: ContractCheck, record: MadeRecord): Promise<void> {
  const searched = fieldsOf(record.type).filter(([name, field]) => field['x-shopdb']?.searched === true && typeof record.sent[name] === 'string')
  for (const [name] of searched) {
    const answer = await check.host.request('GET', `/api/search?q=${encodeURIComponent(String(record.sent[name]))}`)
    if (!itemsOf(answer).some((item) => item.id === record.id)) complain(check, record, { id: 'contract/search', pointer: `/properties/${name}`, message: `The search for ${name} ${JSON.stringify(record.sent[name])} does not find the record: ${tell(answer)}` })
  }
}

async function exportRecord(check: ContractCheck, record: MadeRecord): Promise<void> {
  const answer = await check.host.request('GET', `${record.type.path}?format=csv`)
  const [head = ''] = answer.text.replace(/^\uFEFF/, '').split(/\r?\n/)
  const isText = String(answer.headers['content-type']).startsWith('text/csv')
  if (answer.status !== 200 || !isText) return complain(check, record, { id: 'contract/csv', message: `The list as CSV was answered ${tell(answer)}` })
  if (!answer.text.includes(String(record.id))) complain(check, record, { id: 'contract/csv', message: 'The list as CSV lacks the record.' })
  const missing = fieldsOf(record.type).filter(([name, field]) => field['x-shopdb']?.list !== undefined && field.type !== 'array' && !head.toLowerCase().includes(name.toLowerCase().replace(/id$/, '')) && !head.includes(field.title ?? name))
  for (const [name] of missing) complain(check, record, { id: 'contract/csv', pointer: `/properties/${name}`, message: `The CSV has no column for "${name}".` })
}

async function retireRecord(check: ContractCheck, record: MadeRecord): Promise<void> {
  const { type, id } = record
  const { version } = (await check.host.request('GET', `${type.path}/${id}`)).json
  const gone = await check.host.request('DELETE', `${type.path}/${id}`, undefined, { 'if-match': String(version) })
  const back = await check.host.request('POST', `${type.path}/${id}/restore`, {})
  if (gone.status !== 204 || back.status >= 300) complain(check, record, { id: 'contract/record', message: `Retiring was answered ${tell(gone)}, restoring ${tell(back)}` })
}

/** The collector of the plugin takes a record once, and finds nothing changed the second time. */
export async function checkCollector(check: ContractCheck): Promise<void> {
  const { plugin, host } = check
  const described = await host.request('GET', `/api/collector/${plugin.name}`)
  if (described.status === 404) return
  const types = asList(described.json.types)
  for (const each of types.length > 0 ? types.map(asRecord) : [described.json]) {
    const kind = typeof each.type === 'string' ? { type: each.type } : {}
    const record = { ...asRecord(await check.sample(asRecord(each.schema))), ...kind }
    const first = await host.request('POST', `/api/collector/${plugin.name}`, record)
    if (first.status !== 200 || first.json.created !== 1) {
      check.add({ id: 'contract/collector', message: `The first record was answered ${tell(first)}` })
      continue
    }
    const again = await host.request('POST', `/api/collector/${plugin.name}`, record)
    if (again.json.unchanged !== 1) check.add({ id: 'contract/collector', message: `The same record again was answered ${tell(again)}` })
    await compareCollected(check, record, asRecord(asList(first.json.results)[0]).assetId)
  }
}

async function compareCollected(check: ContractCheck, record: Json, assetId: unknown): Promise<void> {
  const asset = await check.host.request('GET', `/api/assets/${String(assetId)}`)
  const type = check.plugin.subject.assetTypes.find(({ id }) => id === asset.json.type) ?? check.plugin.subject.assetTypes[0]
  if (!type) return
  const shown = await check.host.request('GET', `${type.path}/${String(assetId)}`)
  for (const [name, field] of fieldsOf(type)) {
    // Items of a resource of the platform are shown under its name.
    if (record[name] === undefined || field['x-shopdb']?.reference !== undefined || (field.type === 'array' && field['x-shopdb']?.table === undefined) || isSame(record[name], shown.json[name])) continue
    complain(check, { type }, { id: 'contract/collector', pointer: `/properties/${name}`, message: `The collected "${name}" ${JSON.stringify(record[name])} is shown as ${JSON.stringify(shown.json[name])}.` })
  }
}
