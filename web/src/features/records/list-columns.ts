import type { GridColumn } from '@shopdb/ui'
import type { FieldDescription, ResourceDescription } from '../../api/models.ts'
import { columnWidth, fieldTitle, presentationOf } from './field-presentation.ts'

const never = new Set(['id', 'version', 'deletedAt', 'mapX', 'mapY', 'imageHash', 'notes'])

export function listFields(model: ResourceDescription): FieldDescription[] {
  const fields = model.fields.filter((field) => !never.has(field.name) && field.type !== 'object' && !(isOwnType(model) && field.name === 'typeId'))
  return fields.sort((one, other) => rank(model, one) - rank(model, other))
}

/** In the list of one type the type would be the same in every row. */
function isOwnType(model: ResourceDescription): boolean {
  return model.base === 'assets' && model.name !== 'assets'
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
