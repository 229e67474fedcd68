import type { GridColumn } from '@shopdb/ui'
import type { FieldDescription, ResourceDescription } from '../../api/models.ts'
import { columnWidth, fieldTitle, presentationOf } from './field-presentation.ts'

const never = new Set(['id', 'version', 'deletedAt', 'mapX', 'mapY', 'position', 'provenance'])

/** The type stands in the list of all assets, whether or not the model names it as a field. */
const typeField: FieldDescription = { name: 'typeTitle', title: 'Type', type: 'string', required: false, readOnly: true, reference: null, labelName: null, filter: false, sort: false, searched: false, list: 25 }

export function listFields(model: ResourceDescription): FieldDescription[] {
  const fields = model.fields.filter((field) => !never.has(field.name) && field.type !== 'object')
  const withType = model.name === 'assets' && !fields.some((field) => /^type/.test(field.name)) ? [...fields, typeField] : fields
  return [...withType].sort((one, other) => rank(model, one) - rank(model, other))
}

/** The field that names a record leads, then the columns shown from the start, then the rest. */
function rank(model: ResourceDescription, field: FieldDescription): number {
  return field.name === model.label ? -1 : field.list ?? 10_000
}

export function listColumns(model: ResourceDescription): GridColumn[] {
  return listFields(model).map((field) => ({
    id: field.name,
    title: fieldTitle(field),
    width: columnWidth(field),
    sortable: field.sort,
    align: presentationOf(field) === 'number' ? 'end' as const : 'start' as const,
    shown: field.list !== null || field.name === model.label,
  }))
}
