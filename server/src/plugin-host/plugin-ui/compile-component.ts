import { createHash } from 'node:crypto'
import { stripTypeScriptTypes } from 'node:module'
import { compileScript, compileTemplate, parse, type SFCDescriptor } from '@vue/compiler-sfc'
import type { UiModuleProblem } from '@shopdb/contract/plugin-ui'
import { checkBlocks } from './check-blocks.ts'
import { compileStyles } from './compile-styles.ts'
import { failedSource, problemAt, type CompiledSource, type SourceToCompile } from './compiled-source.ts'
import { findImports, lineOf, textOf } from './find-imports.ts'

/** Lifted-out parts would be set as HTML text, whose style attributes the content security policy blocks. */
const compilerOptions = { hoistStatic: false }

/** Compiles a single-file component. Its template becomes a render function here, because browsers may not compile it. */
export function compileComponent({ plugin, file, text }: SourceToCompile): CompiledSource {
  const { descriptor, errors } = parse(withScript(text), { filename: file, sourceMap: false, ignoreEmpty: false })
  const problems: UiModuleProblem[] = errors.map((error) => problemAt(file, lineOf(error), error.message, 'Correct the template.'))
  if (problems.length === 0) problems.push(...checkBlocks(file, descriptor), ...scriptProblems(file, descriptor))
  if (problems.length > 0) return failedSource(problems)
  const id = `data-v-${createHash('sha256').update(`${plugin}\0${file}`).digest('hex').slice(0, 8)}`
  const styles = compileStyles(file, descriptor, id)
  try {
    const code = moduleOf(file, descriptor, id)
    const { sites, problems: unreadable } = findImports({ file, code, typescript: false })
    const wrong = [...styles.problems, ...unreadable]
    return wrong.length > 0 ? failedSource(wrong) : { code, css: styles.css, sites: atTheirLines(sites, text), problems: [] }
  } catch (error) {
    return failedSource([problemAt(file, lineOf(error), textOf(error), fixOf(textOf(error)))])
  }
}

/** The compiler wants a script; a component may be a template alone. */
function withScript(text: string): string {
  return /<script[\s>]/.test(text) ? text : `${text}\n<script setup></script>`
}

function scriptProblems(file: string, { script, scriptSetup }: SFCDescriptor): UiModuleProblem[] {
  return [script, scriptSetup].flatMap((block) => (block ? findImports({ file, code: block.content, typescript: block.lang === 'ts', linesBefore: block.loc.start.line - 1 }).problems : []))
}

function moduleOf(file: string, descriptor: SFCDescriptor, id: string): string {
  const scoped = descriptor.styles.some((style) => style.scoped)
  const script = compileScript(descriptor, { id, isProd: true, inlineTemplate: true, genDefaultAs: '_component', templateOptions: { compilerOptions } })
  const render = descriptor.scriptSetup ? '' : renderOf(file, descriptor, id, scoped, script.bindings)
  const code = script.lang === 'ts' ? stripTypeScriptTypes(script.content) : script.content
  return `${code}\n${render}${scoped ? `_component.__scopeId = "${id}"\n` : ''}export default _component\n`
}

/** A component with a plain script keeps its template beside it. */
function renderOf(file: string, { template, script }: SFCDescriptor, id: string, scoped: boolean, bindings: ReturnType<typeof compileScript>['bindings']): string {
  if (!template) return ''
  const { code, errors } = compileTemplate({ source: template.content, filename: file, id, scoped, isProd: true, compilerOptions: { ...compilerOptions, bindingMetadata: bindings, expressionPlugins: script?.lang === 'ts' ? ['typescript'] : [], isTS: script?.lang === 'ts' } })
  const [error] = errors
  if (error !== undefined) throw typeof error === 'string' ? new Error(error) : error
  const plain = script?.lang === 'ts' ? stripTypeScriptTypes(code) : code
  return `${plain.replace('export function render', 'function _render')}\n_component.render = _render\n`
}

/** The compiler moves lines; people look for the import in their own file. */
function atTheirLines<Site extends { specifier: string; line: number }>(sites: Site[], text: string): Site[] {
  const lines = text.split('\n')
  return sites.map((site) => {
    const index = lines.findIndex((line) => line.includes(`'${site.specifier}'`) || line.includes(`"${site.specifier}"`))
    return { ...site, line: index < 0 ? site.line : index + 1 }
  })
}

function fixOf(message: string): string {
  if (/fs option|resolve (?:import source|type reference|extends)|Unresolvable type/.test(message)) return 'Write the type of the props in the file itself: defineProps<{ assetId: number; type: string }>().'
  return 'Correct the component; Vue\'s documentation describes single-file components.'
}
