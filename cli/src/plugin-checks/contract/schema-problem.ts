import { checkAgainstSchema } from '@shopdb/server/plugin-host/json-schema-check'
import type { JsonSchema } from '@shopdb/contract/json-schema'

/** The first place where a value does not match, in words; null when it does. */
export function findSchemaProblem(schema: unknown, value: unknown): string | null {
  const [first] = checkAgainstSchema(schema as JsonSchema, value) // a schema of the API description
  return first === undefined ? null : `${first.path || '/'} ${first.message}`
}
