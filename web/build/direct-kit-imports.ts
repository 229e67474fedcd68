import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { Plugin } from 'vite'

/**
 * The index of the kit is an entry of its own (plugins import it), so importing it would bring the whole kit into the
 * first load. Imports from it are led to the files that hold the names; each page then loads only what it uses.
 */
export function directKitImports(index: string): Plugin {
  const places = placesIn(readFileSync(index, 'utf8'), dirname(index))
  const pattern = /import \{([^}]+)\} from '@shopdb\/ui'/g
  return {
    name: 'shopdb-direct-kit-imports',
    enforce: 'pre',
    transform(code, id) {
      if (!/\.(vue|ts)$/.test(id) || !code.includes("from '@shopdb/ui'")) return null
      return { code: code.replace(pattern, (_match, names: string) => names.split(',').map((name) => directImport(name.trim(), places)).filter(Boolean).join('; ')), map: null }
    },
  }
}

type Place = { file: string; isDefault: boolean }

/** Every line of the index has the form `export { name, ... } from './file'`. */
function placesIn(source: string, folder: string): Map<string, Place> {
  const places = new Map<string, Place>()
  for (const [, names = '', file = ''] of source.matchAll(/^export (?:type )?\{([^}]+)\} from '([^']+)'/gm)) {
    for (const name of names.split(',')) {
      const [, plain] = /^default as (\w+)$/.exec(name.trim()) ?? []
      places.set(plain ?? name.trim().replace(/^type /, ''), { file: resolve(folder, file).replaceAll('\\', '/'), isDefault: plain !== undefined })
    }
  }
  return places
}

function directImport(name: string, places: ReadonlyMap<string, Place>): string {
  if (name === '' || name.startsWith('type ')) return ''
  const place = places.get(name)
  if (!place) throw new Error(`The kit has no ${name}; add it to its index.ts`)
  return place.isDefault ? `import ${name} from '${place.file}'` : `import { ${name} } from '${place.file}'`
}
