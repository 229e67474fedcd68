/** One column a grid can show. */
export type GridColumn = { id: string; title: string; width: number; sortable?: boolean; align?: 'start' | 'end'; shown: boolean }

/** What a person did to the columns of one list. */
export type GridLayout = { order: readonly string[]; shown: readonly string[] | null; widths: Readonly<Record<string, number>> }

export const plainLayout: GridLayout = { order: [], shown: null, widths: {} }

/** Column ids from first to last: the remembered order, then columns that came later in their own order. */
export function orderedIds(columns: readonly GridColumn[], layout: GridLayout): string[] {
  const known = new Set(columns.map((column) => column.id))
  const first = layout.order.filter((id) => known.has(id))
  return [...first, ...columns.map((column) => column.id).filter((id) => !first.includes(id))]
}

export function isShown(column: GridColumn, layout: GridLayout): boolean {
  return layout.shown ? layout.shown.includes(column.id) : column.shown
}

export function moveColumn(columns: readonly GridColumn[], layout: GridLayout, id: string, steps: number): GridLayout {
  const shown = orderedIds(columns, layout)
  const visible = shown.filter((candidate) => columns.some((column) => column.id === candidate && isShown(column, layout)))
  const target = visible[visible.indexOf(id) + steps]
  if (target === undefined) return layout
  const order = shown.filter((candidate) => candidate !== id)
  order.splice(order.indexOf(target) + (steps > 0 ? 1 : 0), 0, id)
  return { ...layout, order }
}

/** Puts a column where another one is, as dragging a header does. */
export function dropColumn(columns: readonly GridColumn[], layout: GridLayout, id: string, before: string): GridLayout {
  if (id === before) return layout
  const order = orderedIds(columns, layout)
  const forward = order.indexOf(id) < order.indexOf(before)
  const rest = order.filter((candidate) => candidate !== id)
  rest.splice(rest.indexOf(before) + (forward ? 1 : 0), 0, id)
  return { ...layout, order: rest }
}

export function showColumn(columns: readonly GridColumn[], layout: GridLayout, id: string, visible: boolean): GridLayout {
  const shown = columns.filter((column) => isShown(column, layout)).map((column) => column.id).filter((candidate) => candidate !== id)
  const next = visible ? [...shown, id] : shown
  return next.length === 0 ? layout : { ...layout, shown: next }
}
