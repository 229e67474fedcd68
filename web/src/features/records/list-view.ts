import type { LocationQuery, LocationQueryRaw } from 'vue-router'
import type { ResourceDescription } from '../../api/models.ts'

/** What a list shows: the address of the page says all of it. */
export type ListView = {
  q: string
  sort: string
  /** Any-of values by field, or a condition by `field[operator]`. */
  filters: Readonly<Record<string, string>>
  columns: readonly string[] | null
  at: number
}

const own = new Set(['q', 'sort', 'columns', 'at', 'tab'])

export function readView(query: LocationQuery, defaultSort: string): ListView {
  const filters: Record<string, string> = {}
  for (const [name, value] of Object.entries(query)) {
    const text = single(value)
    // Links of plugins carry the server's spelling, filter[field][operator].
    if (!own.has(name) && text !== '') filters[name.replace(/^filter\[(\w+)\]\[(\w+)\]$/, '$1[$2]')] = text
  }
  const columns = single(query['columns'])
  return {
    q: single(query['q']),
    sort: single(query['sort']) || defaultSort,
    filters,
    columns: columns ? columns.split(',') : null,
    at: Math.max(0, Number.parseInt(single(query['at']), 10) || 0),
  }
}

function single(value: LocationQuery[string] | undefined): string {
  return (Array.isArray(value) ? value[0] : value) ?? ''
}

/** The address of a view; what is as usual is left out, so that addresses stay short. */
export function writeView(view: ListView, defaultSort: string): LocationQueryRaw {
  return {
    ...view.filters,
    ...(view.q ? { q: view.q } : {}),
    ...(view.sort !== defaultSort ? { sort: view.sort } : {}),
    ...(view.columns ? { columns: view.columns.join(',') } : {}),
    ...(view.at > 0 ? { at: String(view.at) } : {}),
  }
}

/** The query the server understands for a view. */
export function apiQuery(view: ListView): URLSearchParams {
  const search = new URLSearchParams()
  if (view.q) search.set('q', view.q)
  search.set('sort', view.sort)
  for (const [name, value] of Object.entries(view.filters)) {
    const [, field, operator] = /^(\w+)\[(\w+)\]$/.exec(name) ?? []
    search.set(field && operator ? `filter[${field}][${operator}]` : name, value)
  }
  return search
}

export function withFilter(view: ListView, name: string, value: string): ListView {
  const { [name]: _dropped, ...rest } = view.filters
  return { ...view, at: 0, filters: value === '' ? rest : { ...rest, [name]: value } }
}

export function isFiltered(view: ListView): boolean {
  return view.q !== '' || Object.keys(view.filters).length > 0
}

/** Fields whose values can be counted and offered: references and closed lists. */
export function facetFields(model: ResourceDescription): string[] {
  return model.fields.filter((field) => field.filter && (field.reference !== null || field.enum || field.type === 'boolean')).map((field) => field.name)
}
