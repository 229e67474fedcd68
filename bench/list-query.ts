import { createApp } from '@shopdb/server/app'
import { loadConfig } from '@shopdb/server/config'
import { pageQuery } from '@shopdb/server/platform/resources/list-plan'
import type { BenchServer } from './processes.ts'

/** The list that everybody is measured with: a filter, a sort, pages of fifty with the labels of what they refer to. */
export const listAddress = '/api/computers?pcType=shopfloor&sort=name'

/** Everything a program without ShopDB needs to answer the same pages: the statement and how its columns are shown. */
export type PlainList = { sql: string; parameters: readonly (string | number | null | { slot: 'value' | 'id' })[]; columns: { name: string; shown: 'text' | 'number' | 'boolean' | 'timestamp' | { decimals: number } }[]; sort: string; limit: number; database: string }

/** The statement that ShopDB itself runs for a page behind a cursor. */
export async function plainList(dataFolder: string): Promise<PlainList> {
  const app = await createApp({ ...loadConfig({ SHOPDB_DATA_DIR: dataFolder }), logLevel: 'silent' })
  try {
    const { resources, database } = app.platform
    const model = resources.get('computers')
    if (!model) throw new Error('The plugin computers is not active.')
    const request = app.records.lists.request(model, Object.fromEntries(new URLSearchParams(listAddress.split('?')[1])))
    const { query, columns } = pageQuery(model, resources, request, { engine: database.engine, backwards: false, cursor: 'value', offset: false }, [])
    const { sql, parameters } = query.compile(database.read)
    const shownAs = (type: string | undefined): PlainList['columns'][number]['shown'] => {
      const decimals = /^decimal\(\d+,(\d+)\)$/.exec(type ?? '')?.[1]
      if (decimals !== undefined) return { decimals: Number(decimals) }
      return type === 'timestamp' || type === 'boolean' ? type : type === undefined || type === 'integer' || type === 'real' ? 'number' : 'text'
    }
    return {
      sql, parameters: parameters as PlainList['parameters'], // the compiled query of one page: texts, numbers and the cursor's two places
      columns: columns.map(({ name, field }) => ({ name, shown: shownAs(field?.type) })), sort: 'name', limit: 50, database: `${dataFolder}/shopdb.sqlite`,
    }
  } finally {
    await app.close()
  }
}

/** Cursors spread over the whole depth of the list, found by walking it in the largest steps. */
export async function walkCursors({ url, token }: BenchServer): Promise<string[]> {
  const cursors: string[] = []
  let cursor: string | null = null
  do {
    const answer: Response = await fetch(`${url}${listAddress}&limit=500&count=none${cursor === null ? '' : `&cursor=${cursor}`}`, { headers: { authorization: `Bearer ${token}` } })
    const page = await answer.json() as { nextCursor: string | null } // documented answer
    if (!answer.ok) throw new Error(`The list answered ${answer.status}: ${JSON.stringify(page)}`)
    cursor = page.nextCursor
    if (cursor !== null) cursors.push(cursor)
  } while (cursor !== null)
  return cursors.slice(0, -1)
}

export const pageAddress = (cursor: string): string => `${listAddress}&cursor=${cursor}`
