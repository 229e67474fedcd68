import { describe, expect, it } from 'vitest'
import { grants, permissionGroups, withGrant } from './permission-grants.ts'

const all = ['assets.read', 'assets.write', 'users.read'].map((id) => ({ id, title: id }))

describe('what a role may do', () => {
  it('follows from single permissions and from patterns', () => {
    expect([grants(['assets.read'], 'assets.read'), grants(['assets.*'], 'assets.write'), grants(['*'], 'users.read'), grants(['assets.*'], 'users.read')]).toEqual([true, true, true, false])
  })

  it('loses one permission of a pattern and keeps the others', () => {
    expect(withGrant({ permissions: ['assets.*', 'users.read'] }, all, 'assets.write', false)).toEqual(['users.read', 'assets.read'])
    expect(withGrant({ permissions: ['*'] }, all, 'users.read', false)).toEqual(['assets.read', 'assets.write'])
    expect(withGrant({ permissions: ['assets.read'] }, all, 'assets.read', false)).toEqual([])
  })

  it('gains exactly the one that was switched on', () => {
    expect(withGrant({ permissions: ['assets.read'] }, all, 'users.read', true)).toEqual(['assets.read', 'users.read'])
  })

  it('stands by what it is about and is found by any of its words', () => {
    expect(permissionGroups(all, 'write').map(([noun, list]) => [noun, list.length])).toEqual([['assets', 1]])
    expect(permissionGroups(all, '').map(([noun]) => noun)).toEqual(['assets', 'users'])
  })
})
