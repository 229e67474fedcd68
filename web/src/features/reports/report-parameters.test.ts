import { describe, expect, it } from 'vitest'
import { parameterQuery, parameterValues } from './report-parameters.ts'

const schema = { type: 'object', properties: { days: { type: 'integer', default: 30 }, late: { type: 'boolean' }, hall: { type: 'string' } } } as const

describe('the parameters of a report', () => {
  it('stand in the address and come back as what they are', () => {
    const values = parameterValues(schema, { days: '14', late: 'true', hall: 'North', sort: 'x' })
    expect(values).toEqual({ days: 14, late: true, hall: 'North' })
    expect(parameterQuery(values)).toEqual({ days: '14', late: 'true', hall: 'North' })
  })

  it('begin as the report proposes, and what is empty is not sent', () => {
    expect(parameterValues(schema, {})).toEqual({ days: 30, late: null, hall: null })
    expect(parameterQuery({ days: 30, late: false, hall: '' })).toEqual({ days: '30', late: 'false' })
  })
})
