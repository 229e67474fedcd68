import { searchWordsSchema } from '@shopdb/contract/plugin-content'
import type { JsonSchema } from '@shopdb/contract/json-schema'
import type { Transaction } from '../../platform/database/database.ts'
import type { Platform } from '../../platform/platform.ts'
import { compileCheck } from '../../platform/http/validation.ts'
import { defineExtensionPoint, type BatchLoad, type ExtensionPoint, type PluginHandle } from '../../plugin-host/index.ts'
import { searchBody } from './terms.ts'
import { findChanged, findDocumentIds, findOfKind, findWords, newestChange, saveWords } from './words-store.ts'

/** Milliseconds between two looks at what was changed, while a plugin has words to add. */
const followMilliseconds = 250
const recordsAtOnce = 500
/** On a server engine a change may be committed after one with a higher number; so many are looked at again. */
const overlap = 100
/** Words about one record beyond this are cut off: they would make every search slower. */
const mostCharacters = 20_000

type Source = { plugin: string; version: string; batch: BatchLoad; /** The newest change asked about; null until it is known. */ cursor: number | null; seen: Set<number>; isGone: boolean }
export type SearchWordsOptions = { platform: Pick<Platform, 'database' | 'log'>; /** Writes the documents of these records anew, in the transaction of their words. */ rewrite: (transaction: Transaction, kind: string, ids: readonly number[]) => Promise<void> }

const checkWords = compileCheck({ type: 'object', patternProperties: { '^[0-9]+$': searchWordsSchema }, additionalProperties: false } satisfies JsonSchema)

/**
 * Keeps the words that plugins add (`searchFields`) up to date. Plugins are asked outside the write path, in batches,
 * about what the change records say was changed: the one list that every way of writing and every process adds to.
 */
export function createSearchWords({ platform, rewrite }: SearchWordsOptions) {
  const { database, log } = platform
  const sources: Source[] = []
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> | null = null

  /** Asks about records, and stores what is new together with their documents. */
  async function ask(source: Source, ids: readonly number[], cursor?: number): Promise<void> {
    const { plugin, version, batch: { type, load } } = source
    const answer: unknown = ids.length === 0 ? {} : await load(ids)
    const [problem] = checkWords(answer)
    if (problem) throw new Error(`searchFields of "${plugin}" answered something unexpected at "${problem.path}": ${problem.message}`)
    const given = answer as Readonly<Record<number, readonly string[]>> // it passed the check in the lines above
    await database.write(async (transaction) => {
      const known = await findWords(transaction, plugin, type, ids)
      const changed = new Map(ids.map((id) => [id, searchBody(given[id] ?? []).slice(0, mostCharacters)] as const).filter(([id, words]) => words !== (known.get(id) ?? '')))
      await saveWords(transaction, plugin, type, changed)
      if (changed.size > 0) await rewrite(transaction, type, [...changed.keys()])
      if (cursor !== undefined) await saveWords(transaction, plugin, type, new Map([[0, `${version} ${cursor}`]]))
    })
  }

  /** A plugin that is new here, or in a new version, is asked about every record of the type. */
  async function begin(source: Source): Promise<void> {
    const { plugin, version, batch: { type } } = source
    const [storedVersion, storedCursor] = ((await findWords(database, plugin, type, [0])).get(0) ?? '').split(' ')
    if (storedVersion === version && storedCursor !== undefined) {
      source.cursor = Number(storedCursor)
      return
    }
    const cursor = await newestChange(database)
    for (let after = 0; !source.isGone;) {
      const ids = await findDocumentIds(database, type, after, recordsAtOnce)
      if (ids.length > 0) await ask(source, ids)
      after = ids.at(-1) ?? after
      if (ids.length < recordsAtOnce) break
    }
    if (source.isGone) return
    await ask(source, [], cursor)
    source.cursor = cursor
  }

  async function follow(source: Source): Promise<void> {
    if (source.cursor === null) await begin(source)
    while (!source.isGone && source.cursor !== null) {
      const found = await findChanged(database, source.batch.type, source.cursor - overlap, recordsAtOnce)
      const fresh = found.filter(({ change }) => !source.seen.has(change) && (source.seen.size > 0 || change > (source.cursor ?? 0)))
      if (fresh.length === 0) return
      const cursor = Math.max(source.cursor, ...fresh.map(({ change }) => change))
      await ask(source, [...new Set(fresh.map(({ id }) => id))], cursor)
      source.cursor = cursor
      source.seen = new Set([...source.seen, ...found.map(({ change }) => change)].filter((change) => change > cursor - overlap))
    }
  }

  async function followAll(): Promise<void> {
    for (const source of sources) {
      try {
        await follow(source)
      } catch (error) {
        if (!source.isGone) log.warn({ plugin: source.plugin, type: source.batch.type, err: error }, 'could not refresh the search words of a plugin')
      }
    }
  }

  function look(): void {
    running ??= followAll().finally(() => { running = null })
  }

  const point: ExtensionPoint<readonly BatchLoad[]> = defineExtensionPoint<readonly BatchLoad[]>({
    key: 'searchFields',
    added: ({ name, version }, batches) => {
      sources.push(...batches.map((batch): Source => ({ plugin: name, version, batch, cursor: null, seen: new Set(), isGone: false })))
      timer ??= setInterval(look, followMilliseconds).unref()
    },
    removed: ({ name }, batches) => {
      for (const source of sources.filter(({ plugin, batch }) => plugin === name && batches.includes(batch))) {
        source.isGone = true
        sources.splice(sources.indexOf(source), 1)
      }
      if (sources.length === 0) stopTimer()
    },
  })

  function stopTimer(): void {
    clearInterval(timer)
    timer = undefined
  }

  return {
    point,
    /** `context.search`: asks the plugin anew about these assets, now. */
    forPlugin: ({ name }: PluginHandle) => ({
      refresh: async (assetIds: readonly number[]): Promise<void> => {
        for (const source of sources.filter(({ plugin }) => plugin === name)) await ask(source, await findOfKind(database, source.batch.type, [...new Set(assetIds)].slice(0, 10_000)))
      },
    }),
    stop: async (): Promise<void> => {
      stopTimer()
      for (const source of sources) source.isGone = true
      await running
    },
  }
}

export type SearchWords = ReturnType<typeof createSearchWords>
