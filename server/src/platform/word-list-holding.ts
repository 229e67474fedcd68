import type { Database, SqlValue, Transaction } from './database/database.ts'
import type { HeldValue, PluginHolding } from './plugin-holding.ts'

export type WordListOptions = {
  title: string
  table: string
  /** Column with a JSON list of words. */
  column: string
  /** Column with what people call the row. */
  labelColumn: string
  /** Assignments that every change makes, such as `version = version + 1`. */
  touch?: string
  isOf: (word: string, plugin: string) => boolean
  changed: () => void
}

type Reader = Pick<Database, 'all'>
type Listed = { id: number; label: string; words: string[] }

/** Words of a plugin in lists that stay, such as the permissions a role grants: taken out with the plugin, put back with its archive. */
export function createWordListHolding({ title, table, column, labelColumn, touch, isOf, changed }: WordListOptions): PluginHolding {
  const read = async (reader: Reader): Promise<Listed[]> => (await reader.all(`select id, ${labelColumn} as label, ${column} as words from ${table} order by id`)).map(toListed)
  const write = async (transaction: Transaction, { id, words }: Listed): Promise<void> => {
    await transaction.run(`update ${table} set ${column} = ?${touch ? `, ${touch}` : ''} where id = ?`, [JSON.stringify(words), id])
  }
  return {
    title,
    changed,
    values: {
      find: async (reader, { name }) => (await read(reader)).flatMap(({ id, label, words }) => words.filter((word) => isOf(word, name)).map((word): HeldValue => ({ id, label, word }))),
      remove: async (transaction, { name }) => {
        for (const listed of await read(transaction)) {
          const words = listed.words.filter((word) => !isOf(word, name))
          if (words.length < listed.words.length) await write(transaction, { ...listed, words })
        }
      },
      /** Into rows that are still there under the same id and label. */
      restore: async (transaction, values) => {
        for (const listed of await read(transaction)) {
          const own = values.filter(({ id, label }) => id === listed.id && label === listed.label).map(({ word }) => String(word))
          const words = [...new Set([...listed.words, ...own])]
          if (words.length > listed.words.length) await write(transaction, { ...listed, words })
        }
      },
    },
  }
}

function toListed(row: Record<string, SqlValue>): Listed {
  const words: unknown = JSON.parse(String(row.words))
  return { id: Number(row.id), label: String(row.label), words: Array.isArray(words) ? words.map(String) : [] }
}
