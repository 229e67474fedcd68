const lineEnd = Buffer.from('\r\n')

/** Takes the bytes that a client of Redis sends, and hands on each command with its words: arrays of bulk strings, as every driver writes them. */
export function createCommandReader(take: (words: Buffer[]) => void): (chunk: Buffer) => void {
  let rest = Buffer.alloc(0)

  /** The next command and where it ends; null while a part is missing. */
  function next(from: number): { words: Buffer[]; end: number } | null {
    const head = lineAt(from)
    if (!head) return null
    const words: Buffer[] = []
    let at = head.end
    for (let left = Number(head.text.slice(1)); left > 0; left--) {
      const length = lineAt(at)
      if (!length) return null
      const end = length.end + Number(length.text.slice(1))
      if (rest.length < end + lineEnd.length) return null
      words.push(rest.subarray(length.end, end))
      at = end + lineEnd.length
    }
    return { words, end: at }
  }

  function lineAt(from: number): { text: string; end: number } | null {
    const at = rest.indexOf(lineEnd, from)
    return at < 0 ? null : { text: rest.toString('latin1', from, at), end: at + lineEnd.length }
  }

  return (chunk) => {
    rest = Buffer.concat([rest, chunk])
    let from = 0
    for (let found = next(from); found !== null; found = next(from)) {
      from = found.end
      if (found.words.length > 0) take(found.words.map((word) => Buffer.from(word)))
    }
    rest = Buffer.from(rest.subarray(from))
  }
}
