import { numberWithUnit, phrase, plainDate, relativeTime, StatusMark, useMessages } from '@shopdb/ui'
import { h, type FunctionalComponent, type VNode } from 'vue'
import type { FieldDescription, ResourceDescription } from '../../api/models.ts'
import type { RecordItem } from '../../api/records.ts'
import { useModels } from '../../plugin-host/use-models.ts'
import { presentationOf, resourceTitle, type Presentation } from './field-presentation.ts'
import { useStatusKinds } from './status-kinds.ts'

type DenseCellProps = { field: FieldDescription | undefined; record: RecordItem; model: ResourceDescription; address: string; now: Date; follow: (event: MouseEvent, address: string) => void }

const presentations = new WeakMap<FieldDescription, Presentation>()

/** One value in a list. It has no state of its own: while a list is scrolled hundreds of them change in every frame. */
export const DenseCell: FunctionalComponent<DenseCellProps> = ({ field, record, model, address, now, follow }): VNode | null => {
  if (!field) return null
  const value = record[field.name]
  if (value === null || value === undefined || value === '') return h('span', { class: 'muted' }, '–')
  if (field.reference === 'statuses') return h(StatusMark, { kind: useStatusKinds().kindOf(value), label: labelOf(field, record) })
  const kind = kindOf(field)
  const text = textOf(field, kind, record, now)
  if (field.name !== model.label) return h('span', { class: kind === 'mono' ? 'mono truncate' : 'truncate', title: text.length > 24 ? text : undefined }, text)
  return h('a', { href: address, tabindex: -1, class: kind === 'mono' ? 'cell-link mono truncate' : 'cell-link truncate', onClick: (event: MouseEvent) => follow(event, address) }, text)
}
DenseCell.props = ['field', 'record', 'model', 'address', 'now', 'follow']

function kindOf(field: FieldDescription): Presentation {
  const known = presentations.get(field) ?? presentationOf(field)
  presentations.set(field, known)
  return known
}

function labelOf(field: FieldDescription, record: RecordItem): string {
  const label = record[field.labelName ?? '']
  const type = field.reference === 'assettypes' ? useModels().byKind(label) : undefined
  return type ? resourceTitle(type, true) : typeof label === 'string' ? label : `#${String(record[field.name])}`
}

function textOf(field: FieldDescription, kind: Presentation, record: RecordItem, now: Date): string {
  const { t, locale } = useMessages()
  const value = record[field.name]
  if (kind === 'reference') return labelOf(field, record)
  if (kind === 'flag') return t(value === true || value === 1 ? 'kit.yes' : 'kit.no')
  if (kind === 'number' && typeof value === 'number') return numberWithUnit(value, field.unit, locale.value)
  if (kind === 'datetime') return relativeTime(new Date(String(value)), now, locale.value)
  if (kind === 'date') return plainDate(String(value), locale.value)
  return Array.isArray(value) ? value.map(String).join(', ') : field.enum ? phrase(String(value)) : String(value)
}
