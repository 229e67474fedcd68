export type GridMove = { to: number; extend: boolean } | 'open' | 'open-apart' | 'toggle' | 'clear' | null

/** What a key does in a grid. Letters are only honoured when the person left letter keys on. */
export function gridMove(event: KeyboardEvent, active: number, total: number, page: number, letters: boolean): GridMove {
  if (event.altKey) return null
  const command = event.ctrlKey || event.metaKey
  if (event.key === 'Enter') return command ? 'open-apart' : 'open'
  if (command) return null
  if (event.key === ' ' || (letters && event.key.toLowerCase() === 'x')) return 'toggle'
  if (event.key === 'Escape') return 'clear'
  const steps = stepsOf(event.key, active, total, page, letters)
  return steps === null ? null : { to: Math.max(0, Math.min(total - 1, active + steps)), extend: event.shiftKey }
}

function stepsOf(key: string, active: number, total: number, page: number, letters: boolean): number | null {
  if (key === 'ArrowDown' || (letters && key.toLowerCase() === 'j')) return 1
  if (key === 'ArrowUp' || (letters && key.toLowerCase() === 'k')) return active < 0 ? 1 : -1
  if (key === 'PageDown') return page
  if (key === 'PageUp') return -page
  if (key === 'Home') return -active
  if (key === 'End') return total - 1 - active
  return null
}
