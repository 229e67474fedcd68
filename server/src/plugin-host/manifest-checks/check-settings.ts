import type { Manifest } from '@shopdb/contract/manifest'
import type { JsonSchema } from '@shopdb/contract/json-schema'
import type { PluginFinding } from '@shopdb/contract/plugins'
import { checkAgainstSchema } from '../json-schema-check.ts'
import { manifestFinding } from './manifest-finding.ts'

/** Settings have schemas that can be compiled, and defaults that satisfy them. */
export function checkSettings(manifest: Partial<Manifest>, name: string): PluginFinding[] {
  return Object.entries(manifest.settings?.properties ?? {}).flatMap(([key, schema]) => {
    const path = `/settings/properties/${key}`
    const problems = defaultProblems(schema)
    const annotation: unknown = schema['x-shopdb']
    const isSensitive = annotation !== null && typeof annotation === 'object' && 'sensitive' in annotation && annotation.sensitive === true
    if (isSensitive && schema.type !== 'string') return [manifestFinding(name, 'settings/sensitive', path, 'A sensitive setting is stored encrypted, as a text.', 'Make its type "string".')]
    if (isSensitive && schema.default !== undefined) return [manifestFinding(name, 'settings/sensitive', path, 'A sensitive setting has a default, which everybody can read in the manifest.', 'Remove the default; the site sets the value.')]
    return problems.map((message) => manifestFinding(name, 'settings/default', path, message, 'Correct the schema or its default.'))
  })
}

function defaultProblems(schema: JsonSchema & object): string[] {
  try {
    const problems = checkAgainstSchema(schema, schema.default ?? null)
    return schema.default === undefined ? [] : problems.map((problem) => `The default does not satisfy the schema: ${problem.message}`)
  } catch (error) {
    return [`The schema cannot be used: ${error instanceof Error ? error.message : String(error)}`]
  }
}
