import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import type { Plugin } from 'vite'

const compressible = /\.(js|css|svg|json)$/
const smallest = 1024

/** Writes `.br` and `.gz` beside what a browser loads, once at the build, so that no request waits for a compressor. */
export function compressFiles(): Plugin {
  let folder = ''
  return {
    name: 'shopdb:compress-files',
    apply: 'build',
    configResolved: (config) => { folder = config.build.outDir },
    closeBundle: () => {
      const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile() && compressible.test(entry.name))
      for (const file of files) compress(join(file.parentPath, file.name))
    },
  }
}

function compress(path: string): void {
  const content = readFileSync(path)
  if (content.length < smallest) return
  writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }))
  writeFileSync(`${path}.br`, brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: content.length } }))
}
