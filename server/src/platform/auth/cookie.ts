/** Reads one cookie of a header without parsing the others. */
export function readCookie(header: string | undefined, name: string): string | null {
  if (header === undefined) return null
  for (let start = header.indexOf(`${name}=`); start >= 0; start = header.indexOf(`${name}=`, start + 1)) {
    if (start > 0 && header[start - 1] !== ' ' && header[start - 1] !== ';') continue
    const from = start + name.length + 1
    const end = header.indexOf(';', from)
    return header.slice(from, end < 0 ? undefined : end).trim()
  }
  return null
}

export type CookieOptions = { path: string; maxAgeSeconds: number; sameSite: 'Lax' | 'Strict'; secure: boolean; httpOnly: boolean }

/** A Set-Cookie header. Values are tokens of ours: letters, digits, `.`, `-` and `_`. */
export function formatCookie(name: string, value: string, options: CookieOptions): string {
  const flags = `${options.httpOnly ? '; HttpOnly' : ''}${options.secure ? '; Secure' : ''}`
  return `${name}=${value}; Path=${options.path}; Max-Age=${options.maxAgeSeconds}; SameSite=${options.sameSite}${flags}`
}
