/** What a person made of their dashboard on this device: an order of their own, and what they do not want to see. */
export type DashboardLayout = { order: readonly string[]; hidden: readonly string[] }
export type Tile = { key: string; size: 'small' | 'medium' | 'large' }

export const plainDashboard: DashboardLayout = { order: [], hidden: [] }

const widths = { small: 0, medium: 1, large: 2 }

/** Tiles in the person's order; those they never moved follow, the small ones first, so that no holes are left. */
export function arranged<Any extends Tile>(tiles: readonly Any[], layout: DashboardLayout): Any[] {
  const place = (tile: Any): number => layout.order.indexOf(tile.key)
  const known = tiles.filter((tile) => place(tile) >= 0).sort((one, other) => place(one) - place(other))
  const others = tiles.filter((tile) => place(tile) < 0).sort((one, other) => widths[one.size] - widths[other.size])
  return [...known, ...others]
}

export function shownTiles<Any extends Tile>(tiles: readonly Any[], layout: DashboardLayout): Any[] {
  return arranged(tiles, layout).filter((tile) => !layout.hidden.includes(tile.key))
}

/** Moves a tile among those that are shown; hidden ones keep their place. */
export function moveTile(tiles: readonly Tile[], layout: DashboardLayout, key: string, steps: number): DashboardLayout {
  const shown = shownTiles(tiles, layout).map((tile) => tile.key)
  const target = shown[shown.indexOf(key) + steps]
  return target === undefined ? layout : placeTile(tiles, layout, key, target)
}

/** Puts a tile where another one is, as dragging it there does. */
export function placeTile(tiles: readonly Tile[], layout: DashboardLayout, key: string, target: string): DashboardLayout {
  const order = arranged(tiles, layout).map((tile) => tile.key)
  if (key === target || !order.includes(target)) return layout
  const forward = order.indexOf(key) < order.indexOf(target)
  const rest = order.filter((candidate) => candidate !== key)
  rest.splice(rest.indexOf(target) + (forward ? 1 : 0), 0, key)
  return { ...layout, order: rest }
}

export function hideTile(layout: DashboardLayout, key: string, isHidden: boolean): DashboardLayout {
  const others = layout.hidden.filter((candidate) => candidate !== key)
  return { ...layout, hidden: isHidden ? [...others, key] : others }
}

export function readLayout(stored: unknown): DashboardLayout {
  const list = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : [])
  return typeof stored === 'object' && stored !== null ? { order: list('order' in stored && stored.order), hidden: list('hidden' in stored && stored.hidden) } : plainDashboard
}
