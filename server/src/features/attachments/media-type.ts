import { extname } from 'node:path'
import { fileTypeFromBuffer } from 'file-type'

/** Texts have no mark at their beginning: by the ending of their name, else they are plain. */
const textTypes: Readonly<Record<string, string>> = { '.csv': 'text/csv', '.json': 'application/json', '.xml': 'application/xml', '.md': 'text/markdown', '.ics': 'text/calendar', '.svg': 'image/svg+xml', '.html': 'text/html', '.htm': 'text/html' }

/** Shown in the browser without running anything; everything else is downloaded. */
const shownTypes = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'application/pdf', 'text/plain'])

/** What a file is by its content; what the sender says is not asked. */
export async function mediaTypeOf(head: Buffer, name: string): Promise<string> {
  const found = await fileTypeFromBuffer(head)
  if (found && found.mime !== 'application/xml') return found.mime
  return isText(head) ? (textTypes[extname(name).toLowerCase()] ?? 'text/plain') : 'application/octet-stream'
}

function isText(head: Buffer): boolean {
  if (head.includes(0)) return false
  // The last character may be cut in two: streaming decoding does not mind.
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true })
    return true
  } catch {
    return false // what the decoder throws says only that it is no text
  }
}

export function isShown(mediaType: string): boolean {
  return shownTypes.has(mediaType)
}

/** The last part of a name without what a file system or a header cannot take; a name of nothing else becomes "file". */
export function safeFileName(name: string): string {
  const last = name.normalize('NFC').split(/[/\\]/).at(-1) ?? ''
  const clean = last.replace(/[\p{Cc}\p{Cf}<>:"|?*]/gu, '').replace(/^[.\s]+|[.\s]+$/gu, '')
  if (clean.length <= 200) return clean || 'file'
  const ending = extname(clean).slice(0, 20)
  return clean.slice(0, 200 - ending.length) + ending
}

/** RFC 6266: plain ASCII for old clients, UTF-8 for the others. */
export function contentDisposition(kind: 'attachment' | 'inline', name: string): string {
  const ascii = name.replace(/[^\x20-\x7e]|["\\%]/g, '_')
  const encoded = encodeURIComponent(name).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
  return `${kind}; filename="${ascii}"; filename*=UTF-8''${encoded}`
}
