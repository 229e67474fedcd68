import { compileStyle, type SFCDescriptor } from '@vue/compiler-sfc'
import type { UiModuleProblem } from '@shopdb/contract/plugin-ui'
import { inLayer, problemAt } from './compiled-source.ts'

export type CompiledStyles = { css: string | null; problems: UiModuleProblem[] }

/** The scoped styles of a component as one sheet in the layer of plugins. */
export function compileStyles(file: string, { styles }: SFCDescriptor, id: string): CompiledStyles {
  const compiled: string[] = []
  const problems: UiModuleProblem[] = []
  for (const { content, loc } of styles) {
    const lines = loc.start.line - 1
    problems.push(...checkReach(file, content, lines))
    const { code, errors } = compileStyle({ source: content, filename: file, id, scoped: true, isProd: true })
    compiled.push(code)
    problems.push(...errors.map((error) => problemAt(file, 'line' in error && typeof error.line === 'number' ? error.line + lines : null, error.message, 'Correct the style sheet.')))
  }
  return { css: compiled.length > 0 && problems.length === 0 ? inLayer(compiled.join('\n')) : null, problems }
}

/** What a sheet may not load: the address of a file beside it would be another one in the browser. */
function checkReach(file: string, css: string, linesBefore: number): UiModuleProblem[] {
  return css.split('\n').flatMap((line, index) => {
    const at = index + 1 + linesBefore
    if (/@import\b/.test(line)) return [problemAt(file, at, '@import in a style.', 'Write the rules into the component.')]
    if (/url\(\s*(?!['"]?(?:data:|#))/.test(line)) return [problemAt(file, at, 'A style that loads a file.', 'Show the picture with <img src="./picture.svg"> in the template, or write it as a data: address.')]
    return []
  })
}
