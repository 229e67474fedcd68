import type { FormFieldSpec } from '@shopdb/ui'
import { phrase, useMessages } from '@shopdb/ui'
import type { FieldDescription, ResourceDescription } from '../../api/models.ts'

export type Presentation = 'status' | 'reference' | 'mono' | 'number' | 'datetime' | 'date' | 'flag' | 'url' | 'multiline' | 'tags' | 'text'

const monoNames = /^(assetNumber|serialNumber|hostname|mac|macAddress|ip|ipAddress|machineNumber|number|port|driver|identifier)$/
const monoFormats = new Set(['ipv4', 'ipv6', 'ip', 'mac', 'uuid'])

/** How the value of a field is shown. */
export function presentationOf(field: FieldDescription): Presentation {
  if (field.reference === 'statuses') return 'status'
  if (field.reference) return 'reference'
  if ((field.isIdentifier && field.name !== 'name') || monoNames.test(field.name) || monoFormats.has(field.format ?? '') || field.widget === 'mac' || field.widget === 'ip') return 'mono'
  if (field.format === 'date-time') return 'datetime'
  if (field.format === 'date') return 'date'
  if (field.format === 'uri' || field.widget === 'url') return 'url'
  if (field.type === 'boolean') return 'flag'
  if (field.type === 'integer' || field.type === 'number') return 'number'
  if (field.type === 'array') return 'tags'
  return field.widget === 'multiline' ? 'multiline' : 'text'
}

const widths: Readonly<Record<Presentation, number>> = { status: 150, reference: 170, mono: 170, number: 120, datetime: 150, date: 130, flag: 90, url: 220, multiline: 260, tags: 160, text: 190 }

export function columnWidth(field: FieldDescription): number {
  if (field.name === 'name') return 240
  return widths[presentationOf(field)]
}

/** A field's title in the reader's language; core fields are translated, others speak as their plugin does. */
export function fieldTitle(field: { name: string; title: string }): string {
  const { t, te } = useMessages()
  return te(`field.${field.name}`) ? t(`field.${field.name}`) : phrase(field.title)
}

export function groupTitle(group: string | null | undefined): string | null {
  const { t, te } = useMessages()
  if (!group) return null
  return te(`group.${group}`) ? t(`group.${group}`) : phrase(group)
}

/** A resource's name in the reader's language, many or one. */
export function resourceTitle(model: ResourceDescription, one = false): string {
  const { t, te } = useMessages()
  const key = `resource.${model.name}.${one ? 'one' : 'many'}`
  return te(key) ? t(key) : phrase(one ? model.title : model.titlePlural)
}

/** A resource's name inside an English sentence starts small, unless it is an abbreviation. */
export function nameInSentence(model: ResourceDescription, one = false): string {
  const { locale } = useMessages()
  const title = resourceTitle(model, one)
  return locale.value === 'en' && !/^[A-Z][A-Z]/.test(title) ? title.charAt(0).toLowerCase() + title.slice(1) : title
}

const hostFields = new Set(['id', 'version', 'createdAt', 'modifiedAt', 'deletedAt', 'imageHash'])

/** An asset is placed on the map, not by typing numbers. */
const onMap = new Set(['mapX', 'mapY'])

/** What a form asks for: everything people may write, in the declared order. */
export function formFields(model: ResourceDescription): FormFieldSpec[] {
  const fields = model.fields.filter((field) => !field.readOnly && !hostFields.has(field.name) && !(model.base === 'assets' && onMap.has(field.name)) && field.type !== 'array' && field.type !== 'object')
  return sortByGroup(fields).map((field) => toFormField(field))
}

export function toFormField(field: FieldDescription): FormFieldSpec {
  return { ...field, title: fieldTitle(field), help: field.help ? phrase(field.help) : null, group: groupTitle(field.group), mono: presentationOf(field) === 'mono' }
}

/** Groups keep the order of their first field; within a group the declared order counts. */
function sortByGroup(fields: readonly FieldDescription[]): FieldDescription[] {
  const groups = [...new Set(fields.map((field) => field.group ?? ''))]
  return [...fields].sort((one, other) => groups.indexOf(one.group ?? '') - groups.indexOf(other.group ?? '') || (one.order ?? 1000) - (other.order ?? 1000))
}

export type FieldGroup = { title: string | null; fields: readonly FieldDescription[] }

/** What a detail page shows, under its headings. */
export function detailGroups(model: ResourceDescription, hidden: ReadonlySet<string>): FieldGroup[] {
  const shown = sortByGroup(model.fields.filter((field) => !hostFields.has(field.name) && !hidden.has(field.name) && field.type !== 'object'))
  const titles = [...new Set(shown.map((field) => field.group ?? null))]
  return titles.map((title) => ({ title: groupTitle(title), fields: shown.filter((field) => (field.group ?? null) === title) }))
}
