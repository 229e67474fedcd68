import type { Engine } from './database.ts'

/** Names come from declarations that the naming rules admit (lower-case letters and digits); anything else is a fault of ours. */
export function quoteName(at: { readonly engine: Engine }, name: string): string {
  if (!/^[a-z][a-z0-9]*$/.test(name)) throw new Error(`"${name}" is not a table or column name`)
  return at.engine === 'mysql' ? `\`${name}\`` : `"${name}"`
}
