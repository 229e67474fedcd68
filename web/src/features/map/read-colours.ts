import type { MarkerColours } from './draw-markers.ts'

/** The tokens of the current theme as colours a canvas understands. */
export function readColours(host: HTMLElement): MarkerColours {
  const probe = document.createElement('span')
  host.append(probe)
  const read = (token: string): string => {
    probe.style.color = `var(--${token})`
    return getComputedStyle(probe).color
  }
  const colours = { ok: read('ok'), warn: read('warn'), down: read('down'), maintenance: read('maintenance'), unknown: read('unknown'), surface: read('surface'), text: read('text'), accent: read('accent'), onStatus: read('on-accent') }
  probe.remove()
  return colours
}
