import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Finding } from './finding.ts'
import { writeManifestType } from '../cli/src/plugin-authoring/shopdb-folder.ts'
import type { Repository, Rule, SourceFile } from './repository.ts'
import { runNode, type Outcome } from './run-program.ts'
import { isCode } from './source-tree.ts'

/** TypeScript 7 for everything it reads: seconds for the whole tree. */
export const typesRule: Rule = {
  name: 'types',
  applies: (path) => isCode(path) && !path.startsWith('web/'),
  check: async (files, { root }) => {
    writeManifestTypes(files, root)
    return readCompiler('types', await runNode(root, 'node_modules/@typescript/native/bin/tsc', ['-p', '.', '--noEmit', '--pretty', 'false']))
  },
}

/** Plugins with code import the type of their manifest, which is made and not committed. */
function writeManifestTypes(files: readonly SourceFile[], root: string): void {
  for (const { path } of files) {
    const folder = /^(?:plugins|examples)\/[^/]+(?=\/plugin\.ts$)/.exec(path)?.[0]
    if (folder !== undefined) writeManifestType(join(root, folder))
  }
}

/** Vue files need vue-tsc, which needs the compiler API of TypeScript 6. */
export const webTypesRule: Rule = {
  name: 'web-types',
  applies: (path) => isCode(path) && path.startsWith('web/'),
  check: checkWeb,
}

async function checkWeb(_files: unknown, { root }: Repository): Promise<Finding[]> {
  if (!existsSync(join(root, 'web/tsconfig.json'))) return []
  return readCompiler('web-types', await runNode(root, 'node_modules/vue-tsc/bin/vue-tsc.js', ['-p', 'web', '--noEmit', '--pretty', 'false']))
}

/** A compiler that fails without naming a place is a finding too: silence must not look like success. */
export function readCompiler(rule: string, { status, output }: Outcome): Finding[] {
  const findings = [...output.matchAll(/^(\S[^(\n]*)\((\d+),\d+\): error (TS\d+: .*)$/gm)].map(([, file, line, message]) => ({
    file: (file ?? '').replaceAll('\\', '/'), line: Number(line), rule, message: message ?? '',
  }))
  if (findings.length > 0 || status === 0) return findings
  return [{ file: 'tsconfig.json', line: 1, rule, message: `The compiler failed: ${output.trim().slice(0, 500)}` }]
}
