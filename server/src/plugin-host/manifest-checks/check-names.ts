import { reservedPluginNames, type Manifest } from '@shopdb/contract/manifest'
import type { PluginFinding } from '@shopdb/contract/plugins'
import { aliasesOf } from '../plugin-subject.ts'
import { manifestFinding } from './manifest-finding.ts'

/** Name, address and aliases: equal to the folder, not reserved, no address of the platform. */
export function checkNames(manifest: Partial<Manifest>, folderName: string): PluginFinding[] {
  const findings: PluginFinding[] = []
  const name = manifest.name
  if (name !== undefined && name !== folderName) {
    findings.push(manifestFinding(folderName, 'names/folder', '/name', `The plugin calls itself "${name}" but stands in the folder "${folderName}".`, 'Give both the same name.'))
  }
  if (name !== undefined && reservedPluginNames.includes(name)) {
    findings.push(manifestFinding(folderName, 'names/reserved', '/name', `"${name}" is reserved for the platform.`, 'Choose another name, for example with a word of your site before it.'))
  }
  for (const [path, address] of addressesOf(manifest)) {
    const noun = address.split('/')[2] ?? ''
    if (reservedPluginNames.includes(noun)) findings.push(manifestFinding(folderName, 'names/address', path, `"${address}" is an address of the platform.`, 'Use an address of your own, such as "/api/<name>".'))
  }
  return findings
}

/** Every address the plugin wants, with the place in the manifest that says so. */
export function addressesOf(manifest: Partial<Manifest>): [path: string, address: string][] {
  const prefix = manifest.api_prefix ?? (manifest.name ? `/api/${manifest.name}` : null)
  const own: [string, string][] = prefix ? [[manifest.api_prefix ? '/api_prefix' : '/name', prefix]] : []
  return [...own, ...aliasesOf(manifest).map(({ address }, index): [string, string] => [`/api_aliases/${index}`, address])]
}
