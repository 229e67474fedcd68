import type { Plugin } from 'vite'

/** Parts of the kit that bring a library or a lot of their own. */
const heavy = new Set(['ChartView', 'ComboInput', 'ContentView', 'DataGrid', 'DialogPanel', 'FieldInput', 'SchemaForm', 'TabList', 'ValueTable'])
const line = /^export \{ default as (\w+) \} from '([^']+)'$/gm

/**
 * The first part of a plugin on a page loads what plugins import as @shopdb/ui. Its heavy components stand there as
 * components that fetch themselves when they are first shown; names, properties and slots stay as they are.
 */
export function lateKitParts(index: string): Plugin {
  return {
    name: 'shopdb-late-kit-parts',
    apply: 'build',
    enforce: 'pre',
    transform(code, id) {
      return id === index ? { code: makeLate(code), map: null } : null
    },
  }
}

export function makeLate(code: string): string {
  const late = code.replace(line, (whole, name: string, file: string) => (heavy.has(name) ? `export const ${name} = defineAsyncComponent(() => import('${file}'))` : whole))
  return `import { defineAsyncComponent } from 'vue'\n${late}`
}
