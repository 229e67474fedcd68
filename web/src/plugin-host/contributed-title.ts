import { phrase, useMessages } from '@shopdb/ui'

type Contributed = { plugin: string; id: string; title: string }

/** Title of a widget, report or panel: the plugin's text for it in the reader's language, or what it declares. Core's own stand under `core`. */
export function contributedTitle(kind: 'widgets' | 'reports' | 'panels', { plugin, id, title }: Contributed): string {
  const { t, te } = useMessages()
  const key = `${plugin}.${kind}.${id}`
  return te(key) ? t(key) : phrase(title, plugin)
}

/** Columns of a plugin's table with the texts it brings for them, as `<plugin>.columns.<name>`. */
export function contributedColumns<Column extends { name: string; title: string }>(plugin: string, columns: readonly Column[]): (Column & { plugin: string })[] {
  const { t, te } = useMessages()
  return columns.map((column) => ({ ...column, plugin, title: te(`${plugin}.columns.${column.name}`) ? t(`${plugin}.columns.${column.name}`) : phrase(column.title, plugin) }))
}
