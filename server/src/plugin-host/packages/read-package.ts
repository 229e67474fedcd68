import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { checkAgainstSchema } from '../json-schema-check.ts'
import { contentsFile, packageContentsSchema, packageLimits, refusePackage, signatureFile, type PackageContents, type PluginPackage } from './package-contents.ts'
import { pathProblem } from './package-path.ts'

/**
 * Reads a package in memory and proves it: whole, within the limits, plain files only, each in the list with its hash,
 * none missing. Nothing is written anywhere. Throws PLUGIN_PACKAGE_INVALID with the first thing that is wrong.
 */
export async function readPackage(bytes: Uint8Array): Promise<PluginPackage> {
  const entries = await unpack(await decompress(bytes))
  const [first, second] = entries
  if (first?.path !== contentsFile) throw refusePackage('It is an archive, but not one that "shopdb plugin pack" wrote.')
  const contents = readContents(first.bytes)
  const isSigned = second?.path === signatureFile
  const files = new Map(entries.slice(isSigned ? 2 : 1).map(({ path, bytes: content }) => [path, content]))
  assertComplete(contents, files)
  return { contents, contentsBytes: first.bytes, signature: isSigned ? second.bytes : null, files }
}

async function decompress(bytes: Uint8Array): Promise<Uint8Array> {
  if (bytes.length > packageLimits.packed) throw refusePackage(`It is larger than ${packageLimits.packed / 1024 / 1024} MB.`)
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) throw refusePackage('It is no plugin package.')
  try {
    return await promisify(gunzip)(bytes, { maxOutputLength: packageLimits.unpacked })
  } catch (error) {
    const isBomb = error instanceof RangeError
    throw refusePackage(isBomb ? `Unpacked it is larger than ${packageLimits.unpacked / 1024 / 1024} MB.` : 'It is damaged or not whole.', error)
  }
}

type Entry = { path: string; bytes: Uint8Array }

async function unpack(archive: Uint8Array): Promise<Entry[]> {
  const { unpackTar } = await import('modern-tar') // needed when a package comes, which is seldom
  const found = await unpackTar(archive, { strict: true }).catch((error: unknown) => { throw refusePackage('It is damaged or not whole.', error) })
  if (found.length > packageLimits.files) throw refusePackage(`It holds more than ${packageLimits.files} files.`)
  const seen = new Set<string>()
  return found.map(({ header, data }) => {
    const path = header.name
    if (header.type !== 'file') throw refusePackage(`"${shown(path)}" is a ${header.type}: a package holds plain files only.`)
    const problem = pathProblem(path)
    if (problem !== null) throw refusePackage(`The path "${shown(path)}" ${problem}.`)
    // On Windows and macOS the second would replace the first.
    const key = path.normalize('NFC').toLowerCase()
    if (seen.has(key)) throw refusePackage(`"${shown(path)}" is in it twice.`)
    seen.add(key)
    return { path, bytes: data ?? new Uint8Array() }
  })
}

function readContents(bytes: Uint8Array): PackageContents {
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (error) {
    throw refusePackage('Its list of contents is no JSON.', error)
  }
  const [problem] = checkAgainstSchema(packageContentsSchema, value)
  if (problem) throw refusePackage(`Its list of contents is not valid: ${problem.path} ${problem.message}`)
  return value as PackageContents // checked against its schema in the line above
}

function assertComplete({ files: listed }: PackageContents, files: ReadonlyMap<string, Uint8Array>): void {
  for (const [path, bytes] of files) {
    const expected = Object.hasOwn(listed, path) ? listed[path] : undefined
    if (expected === undefined) throw refusePackage(`"${shown(path)}" is in it, but not in its list of contents.`)
    if (expected.size !== bytes.length || expected.sha256 !== sha256Of(bytes)) throw refusePackage(`"${shown(path)}" is not what its list of contents says: it was changed after it was packed.`)
  }
  const missing = Object.keys(listed).find((path) => !files.has(path))
  if (missing !== undefined) throw refusePackage(`"${shown(missing)}" is in its list of contents, but not in it.`)
  if (!files.has('manifest.json')) throw refusePackage('It has no manifest.json.')
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** Names come from a stranger and go to logs and screens. */
function shown(path: string): string {
  return path.replaceAll(/\p{Cc}/gu, '?').slice(0, 200)
}
