const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' })
const wide = /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{1f000}-\u{1faff}]|[\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u
const unseen = /^[\p{Mark}\p{Default_Ignorable_Code_Point}]+$/u
const gap = '  '

/** Columns that the text takes on a terminal: CJK and emoji take two, combining marks none. */
export function displayWidth(text: string): number {
  let width = 0
  for (const { segment } of segmenter.segment(text)) width += unseen.test(segment) ? 0 : wide.test(segment) ? 2 : 1
  return width
}

/** Text from records as it may reach a terminal: control characters could move the cursor or repaint lines. */
export function printable(value: unknown): string {
  if (value === null || value === undefined) return ''
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value)
  return text.replace(/\p{Cc}+/gu, ' ')
}

/** Rows as aligned columns under their headings, the last column cut to the width of the terminal. */
export function formatTable(headings: readonly string[], rows: readonly (readonly unknown[])[], width = Number.POSITIVE_INFINITY): string {
  const cells = [headings.map((heading) => heading.toUpperCase()), ...rows.map((row) => row.map(printable))]
  const widths = headings.map((_, column) => Math.max(...cells.map((row) => displayWidth(row[column] ?? ''))))
  return cells.map((row) => cut(row.map((cell, column) => pad(cell, widths[column] ?? 0)).join(gap).trimEnd(), width)).join('\n')
}

/** Names and values below each other. */
export function formatPairs(pairs: readonly (readonly [string, unknown])[]): string {
  const width = Math.max(...pairs.map(([name]) => displayWidth(name)))
  return pairs.map(([name, value]) => `${pad(name, width)}${gap}${printable(value)}`.trimEnd()).join('\n')
}

function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)))
}

function cut(line: string, width: number): string {
  if (displayWidth(line) <= width) return line
  let kept = ''
  for (const { segment } of segmenter.segment(line)) {
    if (displayWidth(kept + segment) > width - 1) break
    kept += segment
  }
  return `${kept}…`
}
