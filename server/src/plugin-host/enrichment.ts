import type { Logger } from 'pino'
import type { JsonSchema } from '@shopdb/contract/json-schema'
import { checkAgainstSchema } from './json-schema-check.ts'

/** What is asked once for all ids of a type. */
export type BatchLoad = { readonly type: string; readonly load: (ids: readonly number[]) => unknown }
type Source = { plugin: string; batch: BatchLoad; late: number; silentUntil: number; timeLimit: number }
export type EnrichmentOptions = { what: string; schema: JsonSchema; log: Logger; now: () => number; /** Milliseconds the host's answer waits. */ timeLimit: number }

const silence = 60_000
const overdue = Symbol('overdue')

/**
 * Adds to an answer of the host what plugins know about its records: one call per plugin and type for all ids, never
 * one per record. Who is late, fails or answers something else is left out; the host's answer never is.
 */
export function createEnrichment<Content>({ what, schema, log, now, timeLimit }: EnrichmentOptions) {
  const sources: Source[] = []

  /** Once a minute for each source, so that a broken plugin does not fill the log. */
  function complain(source: Source, reason: unknown): void {
    if (source.silentUntil > now()) return
    source.silentUntil = now() + silence
    log.warn({ plugin: source.plugin, type: source.batch.type, err: reason }, `${what} left out`)
  }

  function check(source: Source, ids: readonly number[], answer: unknown): Map<number, Content> {
    const contents = new Map<number, Content>()
    const byId: Readonly<Record<string, unknown>> = answer !== null && typeof answer === 'object' ? { ...answer } : {}
    for (const id of ids) {
      const content = byId[id]
      if (content === undefined) continue
      const [problem] = checkAgainstSchema(schema, content)
      if (problem) complain(source, new Error(`The answer for ${id} is unexpected at "${problem.path || '/'}": ${problem.message}`))
      else contents.set(id, content as Content) // it satisfied the schema
    }
    return contents
  }

  /** One that is still busy with a request it was late for is not asked again: late calls would pile up. */
  async function ask(source: Source, ids: readonly number[]): Promise<Map<number, Content>> {
    if (source.late > 0) return new Map()
    const running = Promise.resolve().then(() => source.batch.load(ids))
    let timer: NodeJS.Timeout | undefined
    const limit = new Promise<typeof overdue>((resolve) => { timer = setTimeout(resolve, source.timeLimit, overdue) })
    try {
      const answer: unknown = await Promise.race([running, limit])
      if (answer !== overdue) return check(source, ids, answer)
      complain(source, new Error(`It took longer than ${source.timeLimit} ms.`))
      source.late += 1
      void running.catch((error: unknown) => complain(source, error)).finally(() => { source.late -= 1 })
    } catch (error) {
      complain(source, error)
    } finally {
      clearTimeout(timer)
    }
    return new Map()
  }

  return {
    /** What the host itself works out of declarations may have a longer limit than code of a plugin. */
    add: (plugin: string, batches: readonly BatchLoad[], limit = timeLimit): void => void sources.push(...batches.map((batch) => ({ plugin, batch, late: 0, silentUntil: 0, timeLimit: limit }))),
    remove(plugin: string, batches: readonly BatchLoad[]): void {
      for (const batch of batches) {
        const at = sources.findIndex((source) => source.plugin === plugin && source.batch === batch)
        if (at >= 0) sources.splice(at, 1)
      }
    },
    /** What everybody says about each record, in the order in which they were added. */
    async contentsOf(idsByType: ReadonlyMap<string, readonly number[]>): Promise<Map<number, Content[]>> {
      const asked = sources.flatMap((source) => {
        const ids = idsByType.get(source.batch.type) ?? []
        return ids.length > 0 ? [ask(source, ids)] : []
      })
      const all = new Map<number, Content[]>()
      for (const contents of await Promise.all(asked)) for (const [id, content] of contents) all.set(id, [...(all.get(id) ?? []), content])
      return all
    },
  }
}

export type Enrichment<Content> = ReturnType<typeof createEnrichment<Content>>

/** The ids of an answer's records by their type, as enrichments are asked. */
export function groupIds(records: readonly { readonly id: number; readonly type: string | null }[]): Map<string, number[]> {
  const ids = new Map<string, number[]>()
  for (const { id, type } of records) {
    const ofType = ids.get(type ?? '') ?? []
    ofType.push(id)
    ids.set(type ?? '', ofType)
  }
  return ids
}
