import type { Level0Form } from '@shopdb/contract/plugin-ui-level0'
import type { FieldModel, ResourceModel } from '../../platform/resources/resource-model.ts'

/** Fields of one group stand a hundred places behind those of the group before. */
const placesInGroup = 100

/** The type with the groups and the order that its plugin declares for form and details; other fields follow as they are. */
export function groupFields(model: ResourceModel, forms: readonly Level0Form[] = []): ResourceModel {
  const form = forms.find(({ type }) => type === model.kind)
  if (!form) return model
  const places = new Map(form.groups.flatMap(({ title, fields }, group) => fields.map((name, index) => [name, { group: title, order: group * placesInGroup + index }] as const)))
  const place = (field: FieldModel): FieldModel => ({ ...field, schema: { ...field.schema, 'x-shopdb': { ...field.schema['x-shopdb'], ...places.get(field.name) } } })
  const [grouped, others] = [model.fields.filter(({ name }) => places.has(name)), model.fields.filter(({ name }) => !places.has(name))]
  const inOrder = grouped.map(place).toSorted((one, other) => (one.schema['x-shopdb']?.order ?? 0) - (other.schema['x-shopdb']?.order ?? 0))
  return { ...model, fields: [...inOrder, ...others] }
}
