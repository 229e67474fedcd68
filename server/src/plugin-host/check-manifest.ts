import { contractVersion as ownContractVersion } from '@shopdb/contract/version'
import type { Manifest } from '@shopdb/contract/manifest'
import type { PluginFinding } from '@shopdb/contract/plugins'
import type { PluginSource } from './discover.ts'
import { checkAssetTypes } from './manifest-checks/check-asset-types.ts'
import { addressesOf, checkNames } from './manifest-checks/check-names.ts'
import { checkPermissions, permissionsOf } from './manifest-checks/check-permissions.ts'
import { checkRanges } from './manifest-checks/check-ranges.ts'
import { checkRequirements } from './manifest-checks/check-requirements.ts'
import { checkSchema } from './manifest-checks/check-schema.ts'
import { checkSettings } from './manifest-checks/check-settings.ts'
import { checkTableFiles } from './manifest-checks/check-table-files.ts'
import { checkTables } from './manifest-checks/check-tables.ts'
import { checkUi } from './manifest-checks/check-ui.ts'
import { manifestFinding } from './manifest-checks/manifest-finding.ts'
import type { HostFacts, PluginSubject } from './plugin-subject.ts'

export const defaultHostFacts: HostFacts = { contractVersion: ownContractVersion, features: [], coreTables: [] }

/** Judges every plugin, alone and against the others, without running any of their code. Returns all findings. */
export function checkManifests(sources: readonly PluginSource[], facts: HostFacts): PluginSubject[] {
  const subjects = sources.map((source) => checkManifest(source, facts))
  const shared = [...checkShared(subjects, 'names/address-taken', (manifest) => addressesOf(manifest)), ...checkShared(subjects, 'tables/taken', (manifest) => (manifest.tables ?? []).map((table, index) => [`/tables/${index}`, table.name]))]
  return subjects.map((subject) => ({ ...subject, findings: [...subject.findings, ...shared.filter((finding) => finding.plugin === subject.name)] }))
}

/** Judges one plugin by its own files, without this host's other plugins and tables. */
export function judgeAlone(source: PluginSource): PluginSubject {
  return checkManifest(source, defaultHostFacts)
}

/** Judges one plugin by its own files. */
export function checkManifest(source: PluginSource, facts: HostFacts): PluginSubject {
  const { name, folder, bundled } = source
  const raw = parse(source.manifestText)
  if ('problem' in raw) return { name, folder, bundled, manifest: null, assetTypes: [], resourceTables: [], ui: null, permissions: [], findings: [manifestFinding(name, 'manifest/json', '', raw.problem, 'Correct the JSON; an editor shows the place.')] }
  const schemaFindings = checkSchema(name, raw.value, facts.contractVersion)
  const readable = withoutBrokenKeys(raw.value, schemaFindings)
  const types = checkAssetTypes(readable, name, folder)
  const tables = checkTableFiles(readable, name, folder, types.assetTypes)
  const ui = checkUi(readable, name, folder)
  const findings = [
    ...schemaFindings,
    ...checkNames(readable, name),
    ...checkRanges(readable, name, facts.contractVersion),
    ...checkRequirements(readable, name, facts.features),
    ...checkPermissions(readable, name),
    ...types.findings,
    // A broken asset type has unknown tables, so the comparison would only repeat the fault in other words.
    ...checkTables(readable, name, types.assetTypes, facts.coreTables).filter((finding) => types.findings.length === 0 || !/unlisted|unused/.test(finding.id)),
    ...tables.findings,
    ...checkSettings(readable, name),
    ...ui.findings,
  ]
  const manifest = isComplete(readable) ? readable : null
  return { name, folder, bundled, manifest, assetTypes: types.assetTypes, resourceTables: tables.resourceTables, ui: ui.ui, permissions: manifest ? permissionsOf(manifest) : [], findings }
}

function parse(text: string): { value: unknown } | { problem: string } {
  try {
    return { value: JSON.parse(text) }
  } catch (error) {
    return { problem: `manifest.json is not valid JSON: ${error instanceof Error ? error.message : String(error)}` }
  }
}

/** The parts of a manifest that satisfied the schema, so that the further checks can judge them and nothing is hidden behind the first fault. */
function withoutBrokenKeys(raw: unknown, findings: readonly PluginFinding[]): Partial<Manifest> {
  if (!raw || typeof raw !== 'object' || Array.isArray(raw)) return {}
  const broken = new Set(findings.map((finding) => finding.path.split('/')[1]))
  return Object.fromEntries(Object.entries(raw).filter(([key]) => !broken.has(key))) as Partial<Manifest> // every key that is left satisfied its part of the schema
}

function isComplete(manifest: Partial<Manifest>): manifest is Manifest {
  return manifest.name !== undefined && manifest.version !== undefined && manifest.description !== undefined && manifest.core_version !== undefined
}

type Claims = (manifest: Partial<Manifest>) => [path: string, claim: string][]

/** What only one plugin may have: the first keeps it (bundled before external), every further one is told whose it is. */
function checkShared(subjects: readonly PluginSubject[], id: string, claimsOf: Claims): PluginFinding[] {
  const owners = new Map<string, string>()
  const findings: PluginFinding[] = []
  for (const subject of subjects) {
    for (const [path, claim] of subject.manifest ? claimsOf(subject.manifest) : []) {
      const owner = owners.get(claim)
      if (owner && owner !== subject.name) findings.push(manifestFinding(subject.name, id, path, `"${claim}" belongs to the plugin "${owner}".`, 'Choose another one.'))
      else owners.set(claim, subject.name)
    }
  }
  return findings
}
