/**
 * Who set which field, in one compact text: stamps of [source, UTC seconds, fields], newest last, and the fields that a
 * person locked against collectors. Sources: `u:<user id>`, `c:<plugin>`, `s` for the system.
 */
export type Provenance = { stamps: (readonly [source: string, at: number, fields: readonly string[]])[]; locked: readonly string[] }

export function parseProvenance(text: string | null): Provenance {
  if (!text) return { stamps: [], locked: [] }
  const stored: unknown = JSON.parse(text)
  if (!Array.isArray(stored) || !Array.isArray(stored[0]) || !Array.isArray(stored[1])) return { stamps: [], locked: [] }
  return { stamps: stored[0], locked: stored[1] }
}

export function formatProvenance(provenance: Provenance): string {
  return JSON.stringify([provenance.stamps, provenance.locked])
}

/** The new stamp takes its fields out of the older ones; a stamp without fields goes. */
export function stampFields(provenance: Provenance, source: string, at: number, fields: readonly string[]): Provenance {
  if (fields.length === 0) return provenance
  const stamped = new Set(fields)
  const older = provenance.stamps.map(([by, when, names]) => [by, when, names.filter((name) => !stamped.has(name))] as const).filter(([, , names]) => names.length > 0)
  return { ...provenance, stamps: [...older, [source, Math.floor(at / 1000), [...fields]]] }
}
