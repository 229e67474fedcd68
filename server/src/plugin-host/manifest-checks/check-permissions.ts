import type { Manifest, ManifestPermission } from '@shopdb/contract/manifest'
import type { PluginFinding } from '@shopdb/contract/plugins'
import { manifestFinding } from './manifest-finding.ts'

/** Permission ids begin with the plugin's name and occur once. */
export function checkPermissions(manifest: Partial<Manifest>, name: string): PluginFinding[] {
  const seen = new Set<string>()
  return (manifest.permissions ?? []).flatMap(({ id }, index) => {
    const path = `/permissions/${index}/id`
    if (!id.startsWith(`${name}.`)) return [manifestFinding(name, 'permissions/prefix', path, `"${id}" does not begin with "${name}.".`, `Call it "${name}.${id.split('.').at(-1) ?? 'read'}".`)]
    if (seen.has(id)) return [manifestFinding(name, 'permissions/twice', path, `"${id}" is declared twice.`, 'Remove one of them.')]
    seen.add(id)
    return []
  })
}

/** What a plugin with an asset type or a resource has without saying so; a declaration with the same id replaces it. */
const implied: readonly { verb: string; title: string; roles: Required<ManifestPermission>['roles'] }[] = [
  { verb: 'read', title: 'See', roles: ['administrator', 'editor', 'technician', 'viewer', 'walldisplay'] },
  { verb: 'write', title: 'Create and change', roles: ['administrator', 'editor', 'technician'] },
  { verb: 'delete', title: 'Delete', roles: ['administrator', 'editor'] },
  { verb: 'collect', title: 'Send collected', roles: ['administrator', 'collector'] },
]

/** Every permission of the plugin. */
export function permissionsOf(manifest: Pick<Manifest, 'name'> & Partial<Manifest>): Required<ManifestPermission>[] {
  const declared = (manifest.permissions ?? []).map(({ id, title, roles }) => ({ id, title, roles: roles ?? [] }))
  const isCollected = (manifest.asset_types ?? []).length > 0 || manifest.collector !== undefined
  const hasRecords = isCollected || (manifest.tables ?? []).some(({ kind }) => kind === 'resource')
  const noun = (manifest.title ?? manifest.name).toLowerCase()
  const added = hasRecords ? implied.filter(({ verb }) => isCollected || verb !== 'collect').map(({ verb, title, roles }) => ({ id: `${manifest.name}.${verb}`, title: `${title} ${noun}`, roles })) : []
  return [...declared, ...added.filter(({ id }) => !declared.some((permission) => permission.id === id))]
}
