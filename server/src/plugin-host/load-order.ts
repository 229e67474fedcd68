import type { PluginFinding } from '@shopdb/contract/plugins'
import type { Manifest } from '@shopdb/contract/manifest'
import { satisfies } from './manifest-checks/check-ranges.ts'
import { manifestFinding } from './manifest-checks/manifest-finding.ts'

export type LoadOrder = {
  /** Names of plugins that can start, dependencies first. */
  order: string[]
  /** Why each of the others cannot: names of what it waits for, and the finding that explains it. */
  blocked: Map<string, { by: string[]; finding: PluginFinding }>
}

/**
 * Orders the plugins that should run. `candidates` are those whose manifests are fine and that are enabled; `others`
 * says of every other plugin why it is not among them, for the message.
 */
export function orderPlugins(candidates: readonly Manifest[], others: ReadonlyMap<string, string>): LoadOrder {
  const byName = new Map(candidates.map((manifest) => [manifest.name, manifest]))
  const blocked: LoadOrder['blocked'] = new Map()
  for (const cycle of findCycles(byName)) {
    for (const name of cycle) blocked.set(name, { by: cycle.filter((other) => other !== name), finding: cycleFinding(name, cycle) })
  }
  blockByDependencies(byName, others, blocked)
  return { order: sort([...byName.values()].filter(({ name }) => !blocked.has(name))), blocked }
}

/** Repeats until nothing changes: a plugin blocked in one round blocks its dependants in the next. */
function blockByDependencies(byName: Map<string, Manifest>, others: ReadonlyMap<string, string>, blocked: LoadOrder['blocked']): void {
  let before = -1
  while (before !== blocked.size) {
    before = blocked.size
    for (const manifest of byName.values()) {
      if (blocked.has(manifest.name)) continue
      const reasons = Object.entries(manifest.dependencies ?? {}).flatMap(([name, range]) => reasonAgainst(name, range, byName, others, blocked))
      const [first] = reasons
      if (first) blocked.set(manifest.name, { by: reasons.map(({ name }) => name), finding: manifestFinding(manifest.name, first.id, `/dependencies/${first.name}`, first.message, first.fix) })
    }
  }
}

type Reason = { name: string; id: string; message: string; fix: string }

function reasonAgainst(name: string, range: string, byName: Map<string, Manifest>, others: ReadonlyMap<string, string>, blocked: LoadOrder['blocked']): Reason[] {
  const dependency = byName.get(name)
  const state = blocked.has(name) ? 'blocked' : others.get(name)
  if (!dependency || blocked.has(name)) {
    return [{ name, id: state ? 'dependencies/not-active' : 'dependencies/missing', message: state ? `It depends on "${name}", which is ${state}.` : `It depends on "${name}", which is not there.`, fix: `Install and enable "${name}" first.` }]
  }
  if (satisfies(dependency.version, range)) return []
  return [{ name, id: 'dependencies/version', message: `It needs "${name}" ${range}; version ${dependency.version} is there.`, fix: `Install a version of "${name}" within ${range}.` }]
}

function cycleFinding(name: string, cycle: readonly string[]): PluginFinding {
  const path = [...cycle, cycle[0]].join(' -> ')
  return manifestFinding(name, 'dependencies/cycle', '/dependencies', `The plugins depend on each other in a circle: ${path}.`, 'Remove one of these dependencies.')
}

/** Every circle of hard dependencies, each once, beginning with its first name in the alphabet. */
function findCycles(byName: Map<string, Manifest>): string[][] {
  const cycles: string[][] = []
  const done = new Set<string>()
  const visit = (name: string, trail: readonly string[]): void => {
    const at = trail.indexOf(name)
    if (at >= 0) cycles.push(trail.slice(at))
    if (at >= 0 || done.has(name)) return
    for (const next of Object.keys(byName.get(name)?.dependencies ?? {})) if (byName.has(next)) visit(next, [...trail, name])
    done.add(name)
  }
  for (const name of [...byName.keys()].toSorted()) visit(name, [])
  return cycles
}

function dependsOn(name: string, on: string, byName: Map<string, Manifest>): boolean {
  return Object.keys(byName.get(name)?.dependencies ?? {}).some((dependency) => dependency === on || dependsOn(dependency, on, byName))
}

/** Dependencies first, then `after`, then the alphabet. A circle of soft wishes is ignored where it closes. */
function sort(manifests: readonly Manifest[]): string[] {
  const byName = new Map(manifests.map((manifest) => [manifest.name, manifest]))
  const order: string[] = []
  const visiting = new Set<string>()
  const visit = (name: string): void => {
    const manifest = byName.get(name)
    if (!manifest || order.includes(name) || visiting.has(name)) return
    visiting.add(name)
    for (const before of Object.keys(manifest.dependencies ?? {}).toSorted()) visit(before)
    for (const before of (manifest.after ?? []).toSorted()) if (!dependsOn(before, name, byName)) visit(before)
    visiting.delete(name)
    order.push(name)
  }
  for (const name of [...byName.keys()].toSorted()) visit(name)
  return order
}
