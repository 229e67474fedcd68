import { describe, expect, it } from 'vitest'
import type { SearchHit } from '../../api/search.ts'
import { groupHits } from './group-hits.ts'

const hit = (type: string, id: number, match: string): SearchHit => ({ type, id, title: String(id), subtitle: null, url: null, match })

describe('search results', () => {
  it('lead with the exact match whatever it is, then stand by type', () => {
    const groups = groupHits([hit('vendors', 1, 'prefix'), hit('computers', 2, 'exact'), hit('computers', 3, 'prefix'), hit('vendors', 4, 'substring')])
    expect(groups.map((group) => [group.exact ? 'exact' : group.type, group.hits.map((found) => found.id)])).toEqual([['exact', [2]], ['vendors', [1, 4]], ['computers', [3]]])
  })
})
