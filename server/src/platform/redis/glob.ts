/** Whether a channel or key is a pattern to Redis: `*`, `?` or `[`. */
export function isGlob(text: string): boolean {
  return /[*?[]/.test(text)
}

/** A glob of Redis as it matches a whole name. */
export function globToRegExp(glob: string): RegExp {
  const source = glob.replace(/\\(.)|\[(\^?)((?:[^\]\\]|\\.)*)\]|\*|\?|[$()+.^{|}\]\[\\]/g, (found, escaped: string | undefined, not: string | undefined, set: string | undefined) => {
    if (escaped !== undefined) return escaped.replace(/[^A-Za-z0-9]/g, '\\$&')
    if (set !== undefined) return `[${not ?? ''}${set.replace(/[\\^[]/g, '\\$&')}]`
    return found === '*' ? '[\\s\\S]*' : found === '?' ? '[\\s\\S]' : `\\${found}`
  })
  return new RegExp(`^${source}$`)
}

/** Whether everything that `asked` may stand for is among what is declared. A pattern is when it is declared itself, or begins like a declared `prefix*`. */
export function isCovered(asked: string, declared: readonly string[]): boolean {
  if (!isGlob(asked)) return declared.some((pattern) => globToRegExp(pattern).test(asked))
  return declared.some((pattern) => pattern === asked || (pattern.endsWith('*') && !isGlob(pattern.slice(0, -1)) && asked.startsWith(pattern.slice(0, -1))))
}
