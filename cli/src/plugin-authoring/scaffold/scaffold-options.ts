/** Parts that `plugin new --with` adds to the plain plugin. */
export const scaffoldParts = ['ui', 'collector', 'jobs', 'realtime'] as const
export type ScaffoldPart = (typeof scaffoldParts)[number]

/** What a new plugin is made from. */
export type Scaffold = {
  name: string
  /** Several of them in words: `Fire extinguishers`. */
  title: string
  description: string
  parts: ReadonlySet<ScaffoldPart>
  coreVersion: string
}

/** A file of the new plugin, by its path with forward slashes. */
export type ScaffoldFiles = Record<string, string>

/** One of them: `boxes` is `box`, `batteries` is `battery`, `glass` stays. */
export function singularOf(plural: string): string {
  if (/[^aeiou]ies$/.test(plural)) return plural.replace(/ies$/, 'y')
  if (/(?:[sx]|ch|sh)es$/.test(plural)) return plural.replace(/es$/, '')
  return plural.length > 2 && /[^s]s$/.test(plural) ? plural.slice(0, -1) : plural
}

export function titleOf(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1)
}

export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}

export function typeOf({ name }: Scaffold): string {
  return singularOf(name)
}
