import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import ts from 'typescript'
import { assetTypeFileSchema } from '@shopdb/contract/asset-type-schema'
import { deprecations } from '@shopdb/contract/deprecations'
import { errorCatalogue } from '@shopdb/contract/errors'
import { manifestSchema } from '@shopdb/contract/manifest'
import { hookResultSchemas } from '@shopdb/contract/plugin-hooks'
import { pluginUiSchema } from '@shopdb/contract/plugin-ui'
import { slotPropsSchemas } from '@shopdb/contract/slots'
import { contractVersion } from '@shopdb/contract/version'

const root = resolve(import.meta.dirname, '..')

/** One thing a plugin author meets, and what is said about it where it is declared. */
export type Described = { name: string; type: string; text: string }

/** Members of an exported type with their doc comments. */
export function membersOf(file: string, typeName: string): Described[] {
  const tree = ts.createSourceFile(file, readFileSync(join(root, file), 'utf8'), ts.ScriptTarget.Latest, true)
  const declared = tree.statements.find((statement) => ts.isTypeAliasDeclaration(statement) && statement.name.text === typeName)
  const literal = declared !== undefined && ts.isTypeAliasDeclaration(declared) ? literalIn(declared.type) : undefined
  if (literal === undefined) throw new Error(`${file} declares no object type ${typeName}.`)
  return literal.members.filter(ts.isPropertySignature).map((member) => ({ name: member.name.getText(tree), type: member.type?.getText(tree).replaceAll(/\s+/g, ' ') ?? '', text: docOf(member) }))
}

/** The first object type of an alias, also behind `... & { }` or a condition. */
function literalIn(type: ts.TypeNode): ts.TypeLiteralNode | undefined {
  if (ts.isTypeLiteralNode(type)) return type
  const parts = ts.isIntersectionTypeNode(type) || ts.isUnionTypeNode(type) ? [...type.types] : ts.isParenthesizedTypeNode(type) ? [type.type] : []
  return parts.map(literalIn).find((found) => found !== undefined)
}

function docOf(node: ts.Node): string {
  return ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc).map(({ comment }) => ts.getTextOfJSDocComment(comment) ?? '').join(' ').replaceAll(/\s+/g, ' ').trim()
}

export const contextMembers = (): Described[] => membersOf('plugin-api/src/context.ts', 'PluginContext')
export const hooks = (): Described[] => membersOf('plugin-api/src/plugin.ts', 'PluginOf')
export const fieldAnnotations = (): Described[] => membersOf('contract/src/field-schema.ts', 'FieldAnnotation')
export const typeAnnotations = (): Described[] => membersOf('contract/src/asset-type.ts', 'AssetTypeAnnotation')

/** docs/reference/plugin-hooks.md: everything the contract offers to plugins, from its types and schemas. */
export function pluginHooksText(): string {
  return `# Plugin reference

Contract ${contractVersion}. What changes it may take, and when, is told in [contract-versions.md](../guides/contract-versions.md); how to
begin in [plugin-quickstart.md](../guides/plugin-quickstart.md). Sources: \`plugin-api/src\` and \`contract/src\`.

## Hooks

What the default export of \`plugin.ts\` may have. Every hook is optional and is given the context.

${hooks().map(hookText).join('\n')}
## Context

Members that need a capability throw without it, and say which line to add to the manifest.

${table(['Member', 'Type', 'Meaning'], contextMembers().map(({ name, type, text }) => [`\`context.${name}\``, code(type), text]))}

## manifest.json

${schemaTable(manifestSchema)}

## Asset types

A file of \`asset_types\` is a JSON Schema of type object. At its top under \`x-shopdb\`:

${table(['Key', 'Type', 'Meaning'], typeAnnotations().map(({ name, type, text }) => [`\`${name}\``, code(type), text]))}

At a field under \`x-shopdb\`:

${table(['Key', 'Type', 'Meaning'], fieldAnnotations().map(({ name, type, text }) => [`\`${name}\``, code(type), text]))}

Keys of the file: ${Object.keys(assetTypeFileSchema.properties).map((key) => `\`${key}\``).join(', ')}.

## ui/schema.json

${schemaTable(pluginUiSchema)}

## Slots

${Object.entries(slotPropsSchemas).map(([slot, schema]) => `### ${slot}\n\n${schema.description}\n\n${schemaTable(schema)}\n`).join('\n')}
## Settings

A setting \`rows\` of the plugin \`lockers\` is stored as \`plugin.lockers.rows\` and read as \`context.settings.rows\`. \`GET\` and \`PUT /api/settings/plugin.lockers.rows\`
show and change it; a value that does not match its schema is refused. A changed setting counts at the next read.

## Errors

Codes of a plugin of its own begin with its name: \`LOCKERS_...\`. Codes of the platform that plugins meet (all stand in [errors.md](errors.md)):

${table(['Code', 'Status', 'What happened', 'What to do'], Object.entries(errorCatalogue).filter(([key]) => key.startsWith('PLUGIN_') || ['REQUEST_INVALID', 'NOT_FOUND', 'PERMISSION_MISSING', 'RULE_BROKEN', 'INTERNAL'].includes(key)).map(([key, { status, message, fix }]) => [`\`${key}\``, String(status), message, fix]))}

## Deprecations

${Object.keys(deprecations).length === 0 ? 'There are none in this contract.' : table(['What', 'Since', 'Removed in', 'Instead'], Object.entries(deprecations).map(([name, { since, removedIn, replacement }]) => [`\`${name}\``, since, removedIn, replacement]))}
`
}

function hookText({ name, text }: Described): string {
  const schema: unknown = Object.entries(hookResultSchemas).find(([hook]) => hook === name)?.[1]
  const item = asRecord(asRecord(schema).items ?? schema)
  const result = Object.keys(asRecord(item.properties)).length === 0 ? '' : `\n${schemaTable(item)}\n`
  return `### ${name}\n\n${text}\n${result}`
}

/** Members of a schema of type object, one row each; nested ones are described in their own words. */
function schemaTable(schema: unknown): string {
  const required = asRecord(schema).required
  const rows = Object.entries(asRecord(asRecord(schema).properties)).map(([name, value]) => {
    const property = asRecord(value)
    const isRequired = Array.isArray(required) && required.includes(name)
    return [`\`${name}\`${isRequired ? ' (required)' : ''}`, typeText(property), typeof property.description === 'string' ? property.description : '']
  })
  return table(['Key', 'Type', 'Meaning'], rows)
}

function typeText(schema: Readonly<Record<string, unknown>>): string {
  if (schema.callable === true) return 'function'
  if (schema.const !== undefined) return code(JSON.stringify(schema.const))
  if (Array.isArray(schema.enum)) return schema.enum.slice(0, 12).map((value) => code(String(value))).join(', ')
  if (schema.type === 'array') return `list of ${typeText(asRecord(schema.items))}`
  return [schema.type ?? 'any'].flat().map(String).join(' or ')
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll(/(?<!\\)\|/g, '\\|').replaceAll('\n', ' ')).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

function code(text: string): string {
  return text === '' ? '' : `\`${text}\``
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}
