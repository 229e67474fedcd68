import { randomInt } from 'node:crypto'
import type { Operation } from '@shopdb/cli/plugin-checks/samples/operations'
import type { Engine } from '@shopdb/server/platform/database/database'

export type Choice = { chosen: Operation[]; /** Which, and how to have the same again. */ words: string }

/**
 * All on SQLite; on the servers a third by lot, other ones each time, so that the tests end in bounded time.
 * SHOPDB_HOSTILE=all takes all everywhere; a number is the seed of a choice to have again; other text is a
 * pattern of the operations to take (`POST /api/(assets|vendors)$`).
 */
export function chooseOperations(operations: readonly Operation[], engine: Engine, wanted: string = process.env['SHOPDB_HOSTILE'] ?? ''): Choice { // tests have no config.ts
  if (wanted === 'all' || (wanted === '' && engine === 'sqlite')) return { chosen: [...operations], words: 'every operation' }
  if (wanted !== '' && !/^\d+$/.test(wanted)) return { chosen: operations.filter(({ id }) => new RegExp(wanted).test(id)), words: `those of ${wanted}` }
  const seed = wanted === '' ? randomInt(1_000_000) : Number(wanted)
  return { chosen: operations.filter(({ id }) => lot(`${seed} ${id}`) % 3 === 0), words: `a third by lot; again with SHOPDB_HOSTILE=${seed}` }
}

/** FNV-1a: the same number for the same text everywhere. */
function lot(text: string): number {
  return [...text].reduce((hash, letter) => Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01_00_01_93) >>> 0, 0x81_1c_9d_c5) >>> 4
}
