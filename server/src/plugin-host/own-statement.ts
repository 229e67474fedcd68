/** Which tables a plugin may name. `foreign` are all others the host knows of, now. */
export type TableScope = { plugin: string; own: ReadonlySet<string>; plain: ReadonlySet<string>; foreign: () => ReadonlySet<string> }

/** Catalogues of the engines: what a plugin has is in its manifest. */
const catalogue = /^(sqlite_|pg_|information_schema$|mysql$|performance_schema$|sys$)/i

/**
 * Refuses a statement that reaches outside the plugin's tables, before it runs. It reads names, not grammar: every
 * identifier that is the name of a foreign table counts, except behind a dot, where it is a column. It stops accidents;
 * a plugin runs in the host's process and could do worse.
 */
export function assertOwnStatement(sql: string, scope: TableScope, purpose: 'read' | 'write'): void {
  const words = identifiers(sql)
  const verb = words[0]?.toLowerCase() ?? ''
  const allowed = purpose === 'read' ? ['select', 'with', 'values'] : ['insert', 'update', 'delete']
  if (!allowed.includes(verb)) throw refusal(scope, `a statement that begins with "${verb}" cannot ${purpose} here; it takes ${allowed.join(', ')}`)
  if (purpose === 'read' && words.some((word) => /^(insert|update|delete|drop|alter|create|truncate|pragma|attach)$/i.test(word))) throw refusal(scope, 'a read contains a statement that writes')
  const foreign = scope.foreign()
  for (const word of words) {
    const table = word.toLowerCase()
    if (foreign.has(table) || catalogue.test(table)) throw refusal(scope, `"${table}" is not a table of this plugin`)
  }
  if (purpose === 'write') assertPlain(words, scope)
}

export function assertOwnTable(table: string, scope: TableScope): void {
  if (!scope.own.has(table)) throw refusal(scope, `"${table}" is not listed under "tables" in the manifest`)
  if (!scope.plain.has(table)) throw refusal(scope, `"${table}" holds records; change them through context.assets, so that they are audited and found`)
}

function assertPlain(words: readonly string[], scope: TableScope): void {
  for (const word of words) if (scope.own.has(word.toLowerCase()) && !scope.plain.has(word.toLowerCase())) assertOwnTable(word.toLowerCase(), scope)
}

function refusal(scope: TableScope, reason: string): Error {
  return new Error(`context.database of the plugin "${scope.plugin}": ${reason}.`)
}

/** Names and key words of a statement, quoted or not, without texts, comments and what stands behind a dot. */
function identifiers(sql: string): string[] {
  const bare = sql.replace(/'(?:[^']|'')*'/g, "''").replace(/--[^\n]*|\/\*[\s\S]*?\*\//g, ' ')
  if (/;\s*\S/.test(bare)) return ['several statements']
  return [...bare.matchAll(/(\.\s*)?(?:"([^"]+)"|`([^`]+)`|([A-Za-z_][A-Za-z0-9_$]*))/g)].filter((match) => match[1] === undefined).map((match) => match[2] ?? match[3] ?? match[4] ?? '')
}
