import { describe, expect, it } from 'vitest'
import { apiQuery, isFiltered, readView, withFilter, writeView } from './list-view.ts'

describe('the address of a list', () => {
  it('says all of the view and comes back as the same view', () => {
    const view = readView({ q: 'cnc', sort: '-name', statusId: '1,3', 'warrantyUntil[lt]': '2027-01-01', columns: 'assetNumber,name', at: '240' }, 'assetNumber')
    expect(view).toEqual({ q: 'cnc', sort: '-name', filters: { statusId: '1,3', 'warrantyUntil[lt]': '2027-01-01' }, columns: ['assetNumber', 'name'], at: 240 })
    expect(writeView(view, 'assetNumber')).toEqual({ q: 'cnc', sort: '-name', statusId: '1,3', 'warrantyUntil[lt]': '2027-01-01', columns: 'assetNumber,name', at: '240' })
  })

  it('takes a condition in the spelling of the server, as links of plugins carry it', () => {
    expect(readView({ 'filter[warrantyUntil][lt]': '2027-01-01' }, 'assetNumber').filters).toEqual({ 'warrantyUntil[lt]': '2027-01-01' })
  })

  it('leaves out what is as usual', () => {
    expect(writeView(readView({ sort: 'assetNumber', at: '-5' }, 'assetNumber'), 'assetNumber')).toEqual({})
  })

  it('asks the server for the same rows, whatever the columns are', () => {
    const view = readView({ statusId: '1,3', 'warrantyUntil[lt]': '2027-01-01', columns: 'name', at: '10' }, 'assetNumber')
    expect([...apiQuery(view)]).toEqual([['sort', 'assetNumber'], ['statusId', '1,3'], ['filter[warrantyUntil][lt]', '2027-01-01']])
  })

  it('starts at the top when a filter changes, and forgets one that is emptied', () => {
    const view = withFilter(readView({ statusId: '1', at: '300' }, 'name'), 'locationId', '4')
    expect(view.at).toBe(0)
    expect(view.filters).toEqual({ statusId: '1', locationId: '4' })
    expect(isFiltered(withFilter(withFilter(view, 'statusId', ''), 'locationId', ''))).toBe(false)
  })
})
