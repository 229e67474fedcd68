import type { ResourceSchema } from '@shopdb/contract/field-schema'
import { describe, expect, it } from 'vitest'
import { changedValues, checkForm, groupFields, typedValue, type FormFieldSpec } from './form-schema.ts'

const schema: ResourceSchema = { title: 'Thing', type: 'object', required: ['number'], properties: { number: { type: 'string', maxLength: 5 }, axes: { type: 'integer', minimum: 1 }, kind: { type: 'string', enum: ['a', 'b'] } } }
const fields: FormFieldSpec[] = [{ name: 'number', title: 'Number', type: 'string', required: true }, { name: 'axes', title: 'Axes', type: 'integer', required: false, group: 'Machine' }, { name: 'kind', title: 'Kind', type: 'string', required: false, enum: ['a', 'b'] }]
const found = (values: Record<string, unknown>) => checkForm(schema, fields, values).map(({ field, keyword }) => `${field} ${keyword}`)

describe('a form from a schema', () => {
  it('finds what is missing, too long, too small or not offered, each at its field', () => {
    expect(found({ number: 'CNC-1', axes: 3, kind: 'a' })).toEqual([])
    expect(found({ number: 'CNC-12', axes: 0, kind: 'c' })).toEqual(['number maxLength', 'axes minimum', 'kind enum'])
    expect(found({ axes: 'three' })).toEqual(['number required', 'axes type'])
  })

  it('turns what was typed into what the schema asks for', () => {
    expect([typedValue({ type: 'integer' }, ' 7 '), typedValue({ type: 'number' }, '1,5'), typedValue({ type: 'integer' }, 'many'), typedValue({ type: 'string' }, '')]).toEqual([7, 1.5, 'many', null])
  })

  it('sends only what differs', () => {
    expect(changedValues({ id: 1, number: 'A', axes: null, kind: 'a' }, { number: 'A', axes: undefined, kind: null })).toEqual({ kind: null })
  })

  it('keeps fields under their headings in the order of the first', () => {
    expect(groupFields(fields).map((group) => [group.title, group.fields.map((field) => field.name)])).toEqual([[null, ['number', 'kind']], ['Machine', ['axes']]])
  })
})
