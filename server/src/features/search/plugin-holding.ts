import type { PluginHolding } from '../../platform/plugin-holding.ts'
import { documentsOfPlugin, insertDocuments } from './document-store.ts'

/** Documents of records whose kind is a plugin's. Their ids and trigrams are made anew when they come back, for each engine its own. */
export const searchHolding: PluginHolding = {
  title: 'search documents', tables: ['searchdocs'],
  rows: async (_reader, plugin) => [documentsOfPlugin(plugin)],
  restoreRows: (transaction, _table, rows) => insertDocuments(transaction, rows),
}

/** Words it added to documents, its own or those of other plugins, and up to where it was asked. */
export const searchWordsHolding: PluginHolding = {
  title: 'search words', tables: ['searchwords'],
  rows: async (_reader, plugin) => [{ table: 'searchwords', where: 'plugin = ?', parameters: [plugin.name] }],
}
