import type { FieldModel, ResourceModel } from '../platform/resources/resource-model.ts'
import { idOf, type Json, type TestApp } from './test-app.ts'

/** Resources that people write, by name, in the order in which they are declared. */
export function writableModels(app: TestApp): ResourceModel[] {
  return app.app.platform.resources.all().filter((model) => !model.declaration.readOnly)
}

export function modelOf(app: TestApp, name: string): ResourceModel {
  const model = app.app.platform.resources.get(name)
  if (!model) throw new Error(`There is no resource ${name}.`)
  return model
}

/** A record that fills every field a person may set, made from the declaration alone; `number` tells records apart. */
export async function validRecord(app: TestApp, model: ResourceModel, number: number): Promise<Json> {
  const record: Json = model.name === 'assets' ? { type: 'equipment.equipment' } : {}
  for (const field of model.fields.filter((candidate) => !candidate.readOnly)) {
    if (field.reference === model.name) continue // the first record of its kind can refer to none
    record[field.name] = field.reference ? await createRecord(app, field.reference === 'assets' ? 'equipment' : field.reference, number * 1000 + field.name.length) : valueOf(field, number)
  }
  return record
}

let created = 0

/** Creates a valid record and answers its id. */
export async function createRecord(app: TestApp, name: string, number = (created += 1) * 7919): Promise<number> {
  const model = modelOf(app, name)
  created += 1
  return idOf(await app.request('POST', model.path, await validRecord(app, model, number * 31 + created)))
}

/** A value that the declaration admits. */
export function valueOf(field: FieldModel, number: number): string | number | boolean {
  const { type, format, enum: choices, minimum = 0, maximum, maxLength = 60, pattern, multipleOf } = field.schema
  if (choices) return choices[number % choices.length] ?? ''
  if (type === 'boolean') return number % 2 === 0
  if (type === 'integer') return Math.min(maximum ?? Number.MAX_SAFE_INTEGER, minimum + 1 + (number % 50))
  if (type === 'number') return multipleOf ? Math.round((minimum + (number % 90)) / multipleOf) * multipleOf : Math.min(maximum ?? 1e6, 0.25 + (number % 3) / 4)
  if (format === 'date') return `20${10 + (number % 80)}-02-28`
  if (format === 'date-time') return new Date(1_700_000_000_000 + number * 1001).toISOString()
  if (format === 'mac') return (number % 0xffffffff).toString(16).padStart(12, '0').replace(/(..)(?=.)/g, '$1:')
  if (format?.startsWith('ip')) return `10.${number % 250}.${Math.floor(number / 250) % 250}.7`
  if (pattern?.startsWith('^#')) return `#${(number % 0xffffff).toString(16).padStart(6, '0')}`
  if (pattern?.startsWith('^http')) return `https://example.test/${number}`
  return `${field.title} Ä${number}`.slice(-Math.min(maxLength, 60)).trim()
}
