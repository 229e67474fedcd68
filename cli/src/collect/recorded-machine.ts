import type { Address, Machine, Space } from './machine.ts'

/** A computer written down: the files and outputs of programs that the collectors ask for. */
type Recording = {
  platform: string
  hostname: string
  memoryBytes: number
  userName: string | null
  addresses?: Record<string, Address[]>
  space?: Record<string, Space>
  links?: Record<string, string>
  /** By full path; what is not text in base64. */
  files?: Record<string, string | { base64: string }>
  /** Output by name of the program. */
  commands?: Record<string, string>
}

/** A computer read from a recording, or null when the text is none. */
export function parseRecordedMachine(text: string): Machine | null {
  if (!/^\s*\{\s*"platform"/.test(text)) return null
  const { files = {}, commands = {}, links = {}, space = {}, addresses = {}, ...self } = JSON.parse(text) as Recording // our own format
  const readBytes = (path: string) => bytesOf(files[path])
  const list = (folder: string) => childrenOf(Object.keys(files), folder)
  return {
    ...self,
    read: (path) => readBytes(path)?.toString('utf8') ?? null,
    readBytes,
    list,
    realPath: (path) => links[path] ?? (path in files || list(path).length > 0 ? path : null),
    space: (path) => space[path] ?? null,
    addresses: () => addresses,
    run: (program) => Promise.resolve(commands[program] ?? null),
  }
}

function bytesOf(content: string | { base64: string } | undefined): Buffer | null {
  if (content === undefined) return null
  return typeof content === 'string' ? Buffer.from(content) : Buffer.from(content.base64, 'base64')
}

function childrenOf(paths: readonly string[], folder: string): string[] {
  const below = paths.filter((path) => path.startsWith(`${folder}/`)).map((path) => path.slice(folder.length + 1).split('/')[0] ?? '')
  return [...new Set(below)].sort()
}
