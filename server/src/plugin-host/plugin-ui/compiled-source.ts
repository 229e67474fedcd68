import type { UiModuleProblem } from '@shopdb/contract/plugin-ui'

/** Where an address stands in compiled code, so that it can be replaced when the address of the target is known. */
export type ImportSite = { specifier: string; start: number; end: number; line: number }

export type SourceToCompile = { plugin: string; /** Relative to the plugin: `ui/doors.vue`. */ file: string; text: string }

/** One file after compilation: module code, style sheet, and what it imports. */
export type CompiledSource = { code: string; css: string | null; sites: ImportSite[]; problems: UiModuleProblem[] }

/** What came of a message; the first line of a compiler's error without its prefix and code frame. */
export function problemAt(file: string, line: number | null, message: string, fix: string): UiModuleProblem {
  const [first = ''] = message.replace(/^\[(?:@vue|vue)\/compiler-sfc\]\s*/, '').split('\n')
  return { file, line, message: first.replace(/\s*\(\d+:\d+\)$/, ''), fix }
}

export function failedSource(problems: UiModuleProblem[]): CompiledSource {
  return { code: '', css: null, sites: [], problems }
}

/** The two modules that the browser gets from the host; everything else comes from the plugin itself. */
export const sharedModules: readonly string[] = ['vue', '@shopdb/ui']

/** In the order of the layers, plugins come last: they may change their own parts and never need !important. */
export function inLayer(css: string): string {
  return `@layer plugins {\n${css}\n}\n`
}
