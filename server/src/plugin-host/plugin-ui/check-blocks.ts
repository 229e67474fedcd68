import type { SFCBlock, SFCDescriptor } from '@vue/compiler-sfc'
import type { UiModuleProblem } from '@shopdb/contract/plugin-ui'
import { problemAt } from './compiled-source.ts'

/** What the host does not compile: other languages, other files, styles that would reach beyond the component. */
export function checkBlocks(file: string, { template, script, scriptSetup, styles, customBlocks }: SFCDescriptor): UiModuleProblem[] {
  const wrong = (block: SFCBlock, message: string, fix: string): UiModuleProblem => problemAt(file, block.loc.start.line, message, fix)
  const foreign = (block: SFCBlock | null, allowed: readonly string[]): UiModuleProblem[] => (block?.lang && !allowed.includes(block.lang) ? [wrong(block, `lang="${block.lang}" in <${block.type}> is not compiled by the host.`, `Use ${allowed.map((lang) => `"${lang}"`).join(' or ')}, or build the plugin yourself and name the file in ui/dist.`)] : [])
  const elsewhere = (block: SFCBlock | null): UiModuleProblem[] => (block?.src ? [wrong(block, `<${block.type} src> is not read by the host.`, 'Write the block into the component.')] : [])
  return [
    ...foreign(template, ['html']), ...foreign(script, ['ts', 'js']), ...foreign(scriptSetup, ['ts', 'js']),
    ...[template, script, scriptSetup, ...styles].flatMap(elsewhere),
    ...styles.flatMap((style) => [
      ...foreign(style, ['css']),
      ...(style.module ? [wrong(style, '<style module> is not compiled by the host.', 'Write <style scoped>.')] : []),
      ...(style.scoped ? [] : [wrong(style, 'A <style> without scoped would reach every page of the site.', 'Write <style scoped>.')]),
    ]),
    ...customBlocks.map((block) => wrong(block, `<${block.type}> is no block the host knows.`, 'Remove it; texts stand in ui/messages.')),
  ]
}
