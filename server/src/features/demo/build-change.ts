import type { ResourceModel } from '../../platform/resources/resource-model.ts'
import { naturalKey } from '../../platform/natural-key.ts'
import type { JsonValue } from '../../platform/resources/record-values.ts'
import type { ChangeContext, RecordChange, RowChange } from '../changes/index.ts'
import { formatProvenance, insertRows, type RecordValues } from '../records/index.ts'
import { searchBody, type SearchDocument } from '../search/index.ts'
import type { Draft } from './draft-asset.ts'
import { childRows, newValues, type Input } from './new-record.ts'

/** Gives the next id of a table; the range was taken before. */
export type NextId = (table: string) => number

export type Link = { typeId: number; toAssetId: number }

/** The children of an asset as inputs of their resources. */
export function childInputs(draft: Draft, links: readonly Link[], communicationTypes: Readonly<Record<string, number>>): { resource: string; input: Input }[] {
  const collectedBy = draft.use === 'machine' ? null : draft.kind.model.plugin
  return [
    ...draft.interfaces.map(({ type, ...input }, index) => ({ resource: 'communications', input: { ...input, typeId: communicationTypes[type] ?? null, isPrimary: index === 0, collectedBy } })),
    ...draft.children.map(({ resource, input }) => ({ resource, input: { ...input, collectedBy } })),
    ...draft.software.map((input) => ({ resource: 'installedapplications', input: { ...input, collectedBy } })),
    ...links.map((input) => ({ resource: 'relationships', input })),
  ]
}

type Parts = { id: number; draft: Draft; input: Record<string, JsonValue>; children: readonly { resource: string; input: Input }[]; resources: ReadonlyMap<string, ResourceModel>; nextId: NextId }

/** The change that creates an asset with everything that belongs to it. */
export function creationOf({ id, draft, input, children, resources, nextId }: Parts, { at, actor, source }: ChangeContext): RecordChange {
  const { model, typeId } = draft.kind
  const values = newValues(model, id, input, at)
  values.typeid = typeId
  values.provenance = formatProvenance({ stamps: [[stampSource(source, actor), Math.floor(at / 1000), Object.keys(input).filter((name) => input[name] !== null)]], locked: [] })
  const rows: RowChange[] = insertRows(model, id, values)
  for (const child of children) {
    const childModel = resources.get(child.resource)
    if (childModel) rows.push(...childRows(childModel, nextId(childModel.name), { ...child.input, [childModel.ownerField ?? 'assetId']: id }, at))
  }
  for (const tagId of draft.tagIds) {
    const linkId = nextId('assettags')
    rows.push({ table: 'assettags', key: ['id', linkId], before: null, after: { id: linkId, assetid: id, tagid: tagId } })
  }
  return { kind: model.kind, entityId: id, label: String(values.assetnumber), action: 'created', rows, search: searchDocumentOf(draft, id, values) }
}

/** People of the demo plant have no accounts; provenance shows a source it does not know as it is. */
export function stampSource(source: string, actor: string): string {
  return source.startsWith('collector:') ? `c:${source.slice('collector:'.length)}` : actor
}

export function searchDocumentOf({ kind: { model }, interfaces }: Draft, id: number, values: RecordValues): SearchDocument {
  const texts = model.fields.filter((field) => field.searched).map((field) => values[field.column])
  const number = String(values.assetnumber)
  const title = values.name && naturalKey(String(values.name)) !== naturalKey(number) ? `${number} · ${values.name}` : number
  const body = searchBody([...texts.map((text) => (typeof text === 'string' ? text : null)), ...interfaces.flatMap(({ macAddress, ipAddress }) => [macAddress, ipAddress])])
  return { kind: model.kind, entityId: id, title, subtitle: [model.title, values.serialnumber].filter(Boolean).join(' · '), body }
}
