import type { Manifest } from '@shopdb/contract/manifest'
import type { PluginFinding } from '@shopdb/contract/plugins'
import { nearest } from '../../platform/resources/nearest.ts'
import { manifestFinding } from './manifest-finding.ts'

/** `requires` names features that this host has. */
export function checkRequirements(manifest: Partial<Manifest>, name: string, features: readonly string[]): PluginFinding[] {
  return (manifest.requires ?? []).flatMap((feature, index) => {
    if (features.includes(feature)) return []
    const suggestion = features.length > 0 ? `Nearest: "${nearest(feature, features)}". ` : ''
    return [manifestFinding(name, 'requires/unknown', `/requires/${index}`, `This host has no feature "${feature}".`, `${suggestion}Update the host, or remove the entry.`)]
  })
}
