import { copyFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { entryOf, type PluginUnderCheck } from '../read-plugin.ts'
import type { Fault } from './inject-fault.ts'

/** Makes a working copy of a plugin faulty, and well again. */
export function createFaultyCopy(plugin: PluginUnderCheck, folder: string): { set: (fault: Fault) => void } {
  const entry = entryOf(plugin) ?? 'plugin.ts'
  const original = `checked-${entry}`
  renameSync(join(folder, entry), join(folder, original))
  copyFileSync(join(import.meta.dirname, 'inject-fault.ts'), join(folder, 'inject-fault.ts'))
  return {
    set: (fault) => writeFileSync(join(folder, entry), `import original from './${original}'\nimport { injectFault } from './inject-fault.ts'\nexport default injectFault(original, ${JSON.stringify(fault)})\n`),
  }
}

export const healthy: Fault = { hook: '', kind: 'none' }
