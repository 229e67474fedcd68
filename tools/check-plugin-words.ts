import { manifestSchema } from '@shopdb/contract/manifest'
import { hookNames } from '@shopdb/contract/plugin-hooks'
import { pluginUiSchema } from '@shopdb/contract/plugin-ui'
import { slotIds } from '@shopdb/contract/slots'
import type { Finding } from './finding.ts'
import { contextMembers, fieldAnnotations, hooks, typeAnnotations, type Described } from './reference-plugin-hooks.ts'
import type { Repository } from './repository.ts'

/** What is declared and not described: an author finds the name and nothing about it. */
export function undocumentedParts(): string[] {
  const named = (what: string, parts: readonly Described[]): string[] => parts.filter(({ text }) => text === '').map(({ name }) => `${what} ${name}`)
  const declared = hooks().map(({ name }) => name)
  return [
    ...named('hook', hooks()), ...named('context', contextMembers()), ...named('x-shopdb of a field', fieldAnnotations()), ...named('x-shopdb of a type', typeAnnotations()),
    ...hookNames.filter((name) => !declared.includes(name)).map((name) => `hook ${name} (no type)`),
    ...undescribed('manifest', manifestSchema.properties), ...undescribed('ui/schema.json', pluginUiSchema.properties),
  ]
}

/** Keys that speak for themselves. */
const plain = new Set(['$schema', 'title', 'id'])

function undescribed(what: string, properties: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(properties).filter(([name, schema]) => !plain.has(name) && !(typeof schema === 'object' && schema !== null && 'description' in schema)).map(([name]) => `${what} ${name}`)
}

/** A guide that names a member of the context or a slot that is not there is followed in vain. */
export function* pluginWordFindings(repository: Repository): Generator<Finding> {
  const members = new Set(contextMembers().map(({ name }) => name))
  const slots = new Set<string>(slotIds)
  for (const { path, text } of repository.files.filter((file) => /^(docs|examples|plugins)\/.*\.md$|^README\.md$/.test(file.path))) {
    for (const [index, line] of text.split('\n').entries()) {
      const member = [...line.matchAll(/`context\.([a-zA-Z]+)/g)].map(([, name = '']) => name).find((name) => !members.has(name))
      const slot = [...line.matchAll(/`([a-z]+(?:\.[a-z]+)?\/v\d+)`/g)].map(([, name = '']) => name).find((name) => !slots.has(name))
      if (member !== undefined) yield { file: path, line: index + 1, rule: 'documents', message: `The context has no member "${member}". Correct the name; docs/reference/plugin-hooks.md lists them.` }
      if (slot !== undefined) yield { file: path, line: index + 1, rule: 'documents', message: `There is no slot "${slot}". Correct the name; docs/reference/plugin-hooks.md lists them.` }
    }
  }
}
