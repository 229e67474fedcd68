import { columnOrderingFeature, columnResizingFeature, columnSizingFeature, columnVisibilityFeature, tableFeatures, useTable } from '@tanstack/vue-table'
import { computed, type ComputedRef } from 'vue'
import { isShown, orderedIds, type GridColumn, type GridLayout } from './grid-layout.ts'

/** One shown column with its width and what starts resizing it. */
export type GridHeader = { column: GridColumn; size: number; resize: (event: unknown) => void }

type Sizing = Record<string, number>

const features = tableFeatures({ columnSizingFeature, columnResizingFeature, columnOrderingFeature, columnVisibilityFeature })

/** The shown columns of a grid in their order, with the widths a person gave them. */
export function useGridColumns(columns: () => readonly GridColumn[], layout: () => GridLayout, change: (layout: GridLayout) => void): ComputedRef<readonly GridHeader[]> {
  const definitions = computed(() => columns().map((column) => ({ id: column.id, header: column.title, size: column.width, minSize: 72, maxSize: 640 })))
  const state = computed(() => ({
    columnOrder: orderedIds(columns(), layout()),
    columnVisibility: Object.fromEntries(columns().map((column) => [column.id, isShown(column, layout())])),
    columnSizing: { ...layout().widths },
  }))
  const table = useTable({
    features,
    columns: definitions,
    data: [],
    state,
    columnResizeMode: 'onChange',
    onColumnSizingChange: (next: Sizing | ((old: Sizing) => Sizing)) => change({ ...layout(), widths: typeof next === 'function' ? next({ ...layout().widths }) : next }),
  })
  return computed(() => (table.getHeaderGroups()[0]?.headers ?? []).flatMap((header) => {
    const column = columns().find((candidate) => candidate.id === header.column.id)
    return column ? [{ column, size: header.getSize(), resize: header.getResizeHandler() }] : []
  }))
}

const margin = 120

/** The columns that are in the window, with their places in the row; the first one always is. Cells are what scrolling costs. */
export function columnsWithin(headers: readonly GridHeader[], before: number, left: number, width: number): { column: GridColumn; place: number }[] {
  const firstPlace = before > 0 ? 2 : 1
  let x = before
  return headers.flatMap(({ column, size }, index) => {
    const [start, end] = [x, x + size]
    x = end
    // The last column takes the room that is left, so its own width does not say where it ends.
    const reaches = end > left - margin || index === headers.length - 1
    return index === 0 || (reaches && start < left + width + margin) ? [{ column, place: index + firstPlace }] : []
  })
}
