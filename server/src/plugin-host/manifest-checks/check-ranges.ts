import semver from 'semver'
import type { Manifest } from '@shopdb/contract/manifest'
import type { PluginFinding } from '@shopdb/contract/plugins'
import { manifestFinding } from './manifest-finding.ts'

/** npm range syntax, with a comma as "and". Null when it is no range. */
export function readRange(text: string): string | null {
  return semver.validRange(text.replaceAll(',', ' '))
}

/** A pre-release is judged as its release: `includePrerelease` would let 1.0.0-rc.1 into `>=0.2.0 <1.0.0`. */
export function satisfies(version: string, range: string): boolean {
  const parsed = semver.parse(version)
  const readable = readRange(range)
  return parsed !== null && readable !== null && semver.satisfies(`${parsed.major}.${parsed.minor}.${parsed.patch}`, readable)
}

/** `version`, `core_version` and the ranges of the dependencies. */
export function checkRanges(manifest: Partial<Manifest>, name: string, contractVersion: string): PluginFinding[] {
  const findings: PluginFinding[] = []
  if (manifest.version !== undefined && semver.valid(manifest.version) === null) {
    findings.push(manifestFinding(name, 'ranges/version', '/version', `"${manifest.version}" is not a version.`, 'Use three numbers, such as 1.4.0 (semver).'))
  }
  if (manifest.core_version !== undefined) findings.push(...checkCoreVersion(manifest.core_version, name, contractVersion))
  for (const [dependency, range] of Object.entries(manifest.dependencies ?? {})) {
    if (dependency === name) findings.push(manifestFinding(name, 'ranges/self', `/dependencies/${dependency}`, 'A plugin cannot depend on itself.', 'Remove the entry.'))
    if (readRange(range) === null) findings.push(manifestFinding(name, 'ranges/syntax', `/dependencies/${dependency}`, `"${range}" is not a range.`, 'Use a range such as ">=1.2.0 <2.0.0".'))
  }
  return findings
}

function checkCoreVersion(text: string, name: string, contractVersion: string): PluginFinding[] {
  const range = readRange(text)
  const suggested = suggestedRange(contractVersion)
  const finding = (id: string, message: string, fix: string): PluginFinding => manifestFinding(name, id, '/core_version', message, fix)
  if (range === null) return [finding('core-version/syntax', `"${text}" is not a range.`, `Use a range over the contract version, such as "${suggested}".`)]
  if (range === '*') return [finding('core-version/any', `"${text}" admits every contract version, also those that will break the plugin.`, `Use "${suggested}".`)]
  const findings: PluginFinding[] = []
  if (isPin(range)) findings.push({ ...finding('core-version/pin', `"${text}" admits one version only: every update of the contract, also a harmless one, switches the plugin off.`, `Use "${suggested}".`), severity: 'warning' })
  else if (!hasUpperBound(range)) findings.push({ ...finding('core-version/no-upper-bound', `"${text}" has no upper bound, so it also admits versions that will break the plugin.`, `Use "${suggested}".`), severity: 'warning' })
  if (!satisfies(contractVersion, text)) {
    findings.push(finding('core-version/outside', `The plugin is made for contract version ${text}; this host has ${contractVersion}.`, `Install a version of the plugin that admits ${contractVersion}, or test it here and widen core_version.`))
  }
  return findings
}

/** What `plugin new` writes: from this contract version to the next breaking one. */
export function suggestedRange(contractVersion: string): string {
  const { major, minor } = semver.parse(contractVersion) ?? { major: 0, minor: 0 }
  return `>=${major}.${minor}.0 <${major === 0 ? `0.${minor + 1}.0` : `${major + 1}.0.0`}`
}

function isPin(range: string): boolean {
  return new semver.Range(range).set.every((comparators) => comparators.length === 1 && comparators[0]?.operator === '')
}

function hasUpperBound(range: string): boolean {
  return new semver.Range(range).set.every((comparators) => comparators.some(({ operator }) => operator === '<' || operator === '<=' || operator === ''))
}
