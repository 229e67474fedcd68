import type { PluginFinding } from '@shopdb/contract/plugins'

/** An error in manifest.json; spread over it to say otherwise. */
export function manifestFinding(plugin: string, id: string, path: string, message: string, fix: string): PluginFinding {
  return { id, severity: 'error', plugin, file: 'manifest.json', path, message, fix }
}
