import { gzipSync } from 'node:zlib'
import { packTar } from 'modern-tar'
import { contentsFile, packageLimits, refusePackage, signatureFile, type PackageContents } from './package-contents.ts'
import { pathProblem } from './package-path.ts'
import { sha256Of } from './read-package.ts'

export type PackageSource = Omit<PackageContents, 'format' | 'files'> & { files: ReadonlyMap<string, Uint8Array> }

/** Packs files into one archive. The same files make the same bytes, whoever packs them and when. */
export async function writePackage({ files, ...about }: PackageSource, sign: (contents: Uint8Array) => Uint8Array | null): Promise<Uint8Array> {
  const paths = [...files.keys()].toSorted()
  for (const path of paths) {
    const problem = pathProblem(path)
    if (problem !== null) throw refusePackage(`The path "${path}" ${problem}.`)
  }
  const listed = Object.fromEntries(paths.map((path) => {
    const bytes = files.get(path) ?? new Uint8Array()
    return [path, { sha256: sha256Of(bytes), size: bytes.length }]
  }))
  const contents = new TextEncoder().encode(`${JSON.stringify({ format: 1, ...about, files: listed } satisfies PackageContents, null, 1)}\n`)
  const signature = sign(contents)
  const entries = [entry(contentsFile, contents), ...(signature === null ? [] : [entry(signatureFile, signature)]), ...paths.map((path) => entry(path, files.get(path) ?? new Uint8Array()))]
  const packed = gzipSync(await packTar(entries), { level: 9 })
  if (packed.length > packageLimits.packed) throw refusePackage(`It would be larger than ${packageLimits.packed / 1024 / 1024} MB.`)
  return packed
}

const packedAt = new Date(0)

function entry(name: string, body: Uint8Array) {
  return { header: { name, size: body.length, type: 'file' as const, mode: 0o644, mtime: packedAt, uid: 0, gid: 0 }, body }
}
