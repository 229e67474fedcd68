import type { ResourceSchema } from '@shopdb/contract/field-schema'

export type AddFinding = (id: string, path: string, message: string, fix: string) => unknown

/** What the schema of a file cannot say about its fields; `rules` is the family of the findings (`asset-types`, `tables`). */
export function checkFields(rules: string, schema: ResourceSchema, add: AddFinding): void {
  const columns = new Map<string, string>()
  for (const [field, declaration] of Object.entries(schema.properties)) {
    const twin = columns.get(field.toLowerCase())
    if (twin) add(`${rules}/column-twice`, `/properties/${field}`, `"${field}" and "${twin}" would share one column.`, 'Rename one of them.')
    columns.set(field.toLowerCase(), field)
    if (declaration.type !== 'string' && declaration.enum) add(`${rules}/enum`, `/properties/${field}/enum`, 'Only a text field has an enum.', 'Make the type "string".')
    const items = declaration.items
    for (const required of items?.required ?? []) {
      if (!items?.properties?.[required]) add(`${rules}/required`, `/properties/${field}/items/required`, `"${required}" is required but not declared.`, 'Declare it under "properties", or remove it.')
    }
  }
  for (const required of schema.required ?? []) {
    if (!schema.properties[required]) add(`${rules}/required`, '/required', `"${required}" is required but not declared.`, 'Declare it under "properties", or remove it.')
  }
}
