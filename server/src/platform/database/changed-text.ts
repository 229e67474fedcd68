/** Characters on either side of a change that share a trigram with it. */
const margin = 2

/**
 * What a trigram index has to forget and to learn when a text changes: the changed part with its margins. Of a long text in
 * which one word differs only a few trigrams do. The whole texts where a trigram to be forgotten still stands elsewhere, and
 * where letters beyond ASCII make it uncertain what the index takes for the same.
 */
export function changedText(before: string, after: string): { removed: string; added: string } {
  const whole = { removed: before, added: after }
  if (!isAscii.test(before) || !isAscii.test(after)) return whole
  const start = Math.max(0, commonStart(before, after) - margin)
  const end = Math.max(0, commonEnd(before, after, start + margin) - margin)
  const removed = before.slice(start, before.length - end)
  const added = after.slice(start, after.length - end)
  for (let index = 0; index + 3 <= removed.length; index += 1) {
    const trigram = removed.slice(index, index + 3)
    if (!added.includes(trigram) && after.includes(trigram)) return whole
  }
  return { removed, added }
}

const isAscii = /^[\u0000-\u007f]*$/

function commonStart(before: string, after: string): number {
  const most = Math.min(before.length, after.length)
  let length = 0
  while (length < most && before.charCodeAt(length) === after.charCodeAt(length)) length += 1
  return length
}

/** Characters at the end that both share, none of them counted at the start already. */
function commonEnd(before: string, after: string, start: number): number {
  const most = Math.min(before.length, after.length) - start
  let length = 0
  while (length < most && before.charCodeAt(before.length - 1 - length) === after.charCodeAt(after.length - 1 - length)) length += 1
  return length
}
