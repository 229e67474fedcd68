import { createHash, randomBytes } from 'node:crypto'
import { createReadStream, existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { extname, join, relative, sep } from 'node:path'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { pathOf } from './not-found.ts'
import { documentPolicy } from './security-headers.ts'

const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8', '.mjs': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8', '.html': 'text/html; charset=utf-8',
  '.json': 'application/json; charset=utf-8', '.webmanifest': 'application/manifest+json', '.svg': 'image/svg+xml', '.png': 'image/png', '.jpg': 'image/jpeg',
  '.webp': 'image/webp', '.ico': 'image/x-icon', '.woff2': 'font/woff2', '.wasm': 'application/wasm', '.txt': 'text/plain; charset=utf-8', '.map': 'application/json',
}
/** Vite writes `name-<8 characters>.js`: such a file never changes under its name. */
const hashed = /-[\w-]{8}\.\w+$/

type StaticFile = { path: string; size: number; type: string; etag: string; immutable: boolean; encodings: ReadonlyMap<string, number> }
type Document = { html: string; importMapHash: string | null }
type Site = { files: ReadonlyMap<string, StaticFile>; document: Document | null; modified: number }

/**
 * The built web application. Only files found by reading the folder are served, so no address can leave it. Every
 * other address outside /api gets index.html, with a fresh nonce.
 */
export function createStaticFiles(root: string | null) {
  let site = readSite(root)
  let checkedAt = Date.now()

  return (request: FastifyRequest, reply: FastifyReply): boolean => {
    if (root === null) return false
    if (Date.now() - checkedAt > 1000) {
      checkedAt = Date.now()
      // A new build replaces index.html last.
      if (modifiedAt(root) !== site.modified) site = readSite(root)
    }
    const path = pathOf(request.url)
    const file = site.files.get(path)
    if (file !== undefined) sendFile(file, request, reply)
    else if (site.document !== null && extname(path) === '') sendDocument(site.document, path, reply)
    else return false
    return true
  }
}

function modifiedAt(root: string): number {
  return statSync(join(root, 'index.html'), { throwIfNoEntry: false })?.mtimeMs ?? 0
}

function readSite(root: string | null): Site {
  if (root === null || !existsSync(join(root, 'index.html'))) return { files: new Map(), document: null, modified: 0 }
  const names = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const present = new Set(names)
  const files = names.filter((name) => !/\.(br|gz)$/.test(name) && name !== join(root, 'index.html'))
  return {
    files: new Map(files.map((name) => [`/${relative(root, name).split(sep).map(encodeURIComponent).join('/')}`, describeFile(name, present)])),
    document: readDocument(join(root, 'index.html')),
    modified: modifiedAt(root),
  }
}

function describeFile(path: string, present: ReadonlySet<string>): StaticFile {
  const { size, mtimeMs } = statSync(path)
  const encodings = new Map([['br', `${path}.br`], ['gzip', `${path}.gz`]].flatMap(([encoding = '', name = '']) => present.has(name) ? [[encoding, statSync(name).size] as const] : []))
  const etag = `"${size.toString(36)}-${Math.floor(mtimeMs).toString(36)}"`
  return { path, size, type: types[extname(path)] ?? 'application/octet-stream', etag, immutable: hashed.test(path), encodings }
}

function readDocument(path: string): Document {
  const html = readFileSync(path, 'utf8')
  const importMap = /<script type="importmap"[^>]*>([\s\S]*?)<\/script>/.exec(html)?.[1]
  return { html, importMapHash: importMap === undefined ? null : `sha256-${createHash('sha256').update(importMap).digest('base64')}` }
}

function sendDocument({ html, importMapHash }: Document, path: string, reply: FastifyReply): void {
  const nonce = randomBytes(16).toString('base64')
  reply.header('content-security-policy', documentPolicy({ nonce, importMapHash, webAssembly: path === '/scan' }))
  reply.header('content-type', 'text/html; charset=utf-8').send(html.replaceAll('__CSP_NONCE__', nonce))
}

function sendFile(file: StaticFile, request: FastifyRequest, reply: FastifyReply): void {
  reply.header('cache-control', file.immutable ? 'public, max-age=31536000, immutable' : 'no-cache')
  reply.header('etag', file.etag)
  if (request.headers['if-none-match'] === file.etag) return void reply.code(304).send()
  const encoding = chooseEncoding(file, request.headers['accept-encoding'])
  if (file.encodings.size > 0) reply.header('vary', 'Accept-Encoding')
  if (encoding !== null) reply.header('content-encoding', encoding)
  reply.header('content-type', file.type).header('content-length', (encoding === null ? undefined : file.encodings.get(encoding)) ?? file.size)
  const name = encoding === 'br' ? `${file.path}.br` : encoding === 'gzip' ? `${file.path}.gz` : file.path
  if (request.method === 'HEAD') reply.send()
  else reply.send(createReadStream(name))
}

function chooseEncoding(file: StaticFile, accepted: string | string[] | undefined): string | null {
  const offered = typeof accepted === 'string' ? accepted : ''
  return ['br', 'gzip'].find((encoding) => file.encodings.has(encoding) && offered.includes(encoding)) ?? null
}
