import type { AssetTypeSchema } from '@shopdb/contract/asset-type'
import type { Manifest, ManifestPermission } from '@shopdb/contract/manifest'
import type { PluginUi } from '@shopdb/contract/plugin-ui'
import type { PluginFinding } from '@shopdb/contract/plugins'
import type { ResourceTableSchema } from '@shopdb/contract/resource-table'

/** One asset type of a plugin, read and checked. */
export type AssetTypeFile = {
  /** `<plugin>.<type>` */
  id: string
  type: string
  /** Relative to the plugin's folder. */
  file: string
  /** Address of its records: the plugin's prefix for its first type, its collection below that for further ones. */
  path: string
  schema: AssetTypeSchema
}

/** One table of kind `resource`, read and checked. */
export type ResourceTableFile = {
  /** Name of the table and of the resource. */
  name: string
  /** Relative to the plugin's folder. */
  file: string
  /** Address of its records, below the plugin's. */
  path: string
  schema: ResourceTableSchema
}

/** What the host knows of a plugin before any of its code runs. */
export type PluginSubject = {
  name: string
  folder: string
  bundled: boolean
  /** Null when manifest.json is not usable. */
  manifest: Manifest | null
  assetTypes: readonly AssetTypeFile[]
  /** Its tables of kind `resource`. */
  resourceTables: readonly ResourceTableFile[]
  /** Its ui/schema.json with the message files; null when it has none. */
  ui: PluginUi | null
  /** Declared permissions and those that come with an asset type or a resource. */
  permissions: readonly Required<ManifestPermission>[]
  findings: readonly PluginFinding[]
}

/** What the manifests are judged against. */
export type HostFacts = {
  contractVersion: string
  /** Named features for `requires`. */
  features: readonly string[]
  /** Tables of the platform; a plugin cannot declare one of them. */
  coreTables: readonly string[]
}

export function apiPrefixOf(manifest: Pick<Manifest, 'name' | 'api_prefix'>): string {
  return manifest.api_prefix ?? `/api/${manifest.name}`
}

/** Further addresses of the plugin, each with the path that it stands for. */
export function aliasesOf({ api_aliases: aliases = [] }: Pick<Partial<Manifest>, 'api_aliases'>): { address: string; path: string }[] {
  return aliases.map((alias) => (typeof alias === 'string' ? { address: alias, path: '' } : alias))
}

/** Every address that leads to the plugin. */
export function prefixesOf(subject: PluginSubject): string[] {
  return subject.manifest ? [apiPrefixOf(subject.manifest), ...aliasesOf(subject.manifest).map(({ address }) => address)] : []
}

/** `jobs`, `outbound:*.example.com`: one word for each thing asked for, compared when a new version asks for more. */
export function capabilitiesOf(manifest: Manifest): string[] {
  return Object.entries(manifest.capabilities ?? {}).flatMap(([name, wanted]) => (Array.isArray(wanted) ? wanted.map((value) => `${name}:${value}`) : wanted ? [name] : [])).toSorted()
}
