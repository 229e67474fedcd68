import { configVariables } from '@shopdb/server/config-variables'
import type { Finding } from './finding.ts'
import { pluginWordFindings } from './check-plugin-words.ts'
import { printedLayers } from './print-layers.ts'
import { listCommands, type CommandEntry } from './reference-commands.ts'
import { generateReference } from './generate-reference.ts'
import type { Repository } from './repository.ts'

/** Documents that repeat the code are generated from it; one that has fallen behind is a finding. */
export async function checkDocuments(repository: Repository): Promise<Finding[]> {
  const text = new Map(repository.files.map((file) => [file.path, file.text]))
  const stale = (file: string, how: string): Finding => ({ file, line: 1, rule: 'documents', message: `Behind the code it describes, and so misleading. ${how}` })
  const findings = [...linkFindings(repository), ...settingFindings(repository), ...pluginWordFindings(repository), ...commandFindings(repository, await listCommands())]
  for (const page of await generateReference()) {
    if (text.get(page.path) !== page.text) findings.push(stale(page.path, 'Run "node tools/generate-reference.ts".'))
  }
  if (text.get('ARCHITECTURE.md')?.includes(printedLayers()) !== true) findings.push(stale('ARCHITECTURE.md', 'Run "node tools/generate-reference.ts": it prints the table of layers anew.'))
  return findings
}

/** A link to a file that is not there sends a reader away. */
function* linkFindings(repository: Repository): Generator<Finding> {
  const known = new Set(repository.files.flatMap(({ path }) => withFolders(path)))
  for (const { path, text } of repository.files.filter((file) => file.path.endsWith('.md'))) {
    for (const [index, line] of text.split('\n').entries()) {
      for (const [, target] of line.matchAll(/\]\((?!https?:|#|mailto:)([^)\s#]+)[^)]*\)/g)) {
        const resolved = new URL(target ?? '', `file:///${path}`).pathname.slice(1).replace(/\/$/, '')
        if (!known.has(resolved) && !/\.(png|jpg)$/.test(resolved)) yield { file: path, line: index + 1, rule: 'documents', message: `The link to ${target} leads nowhere. Correct it, or write the page.` }
      }
    }
  }
}

/** A guide that names a command or an option that is not there is followed in vain. */
function* commandFindings(repository: Repository, commands: readonly CommandEntry[]): Generator<Finding> {
  for (const { path, text } of repository.files.filter((file) => file.path.endsWith('.md'))) {
    for (const [index, line] of text.split('\n').entries()) {
      for (const [, words] of line.matchAll(/npx shopdb ([a-z][^`|\n"]*)/g)) {
        if (isOwnCommand(path, words ?? '')) continue
        const problem = judgeCommand(words ?? '', commands)
        if (problem !== undefined) yield { file: path, line: index + 1, rule: 'documents', message: `${problem} Correct the document, or add it to the CLI.` }
      }
    }
  }
}

/** The commands of a plugin are known to its server alone. */
function isOwnCommand(path: string, words: string): boolean {
  const plugin = /^(?:plugins|examples)\/([^/]+)\//.exec(path)?.[1]
  return plugin !== undefined && words.startsWith(`${plugin} `)
}

function judgeCommand(words: string, commands: readonly CommandEntry[]): string | undefined {
  const named = commands.find(({ path }) => `${words} `.startsWith(`${path} `))
  if (named === undefined) return `There is no command "shopdb ${words.split(/ (?:<|\[|--)/)[0]?.trim()}".`
  const unknown = words.match(/--[a-z-]+/g)?.find((option) => option !== '--help' && !named.options.some(({ flags }) => new RegExp(`${option}(?![a-z-])`).test(flags)))
  return unknown === undefined ? undefined : `"shopdb ${named.path}" has no option ${unknown}.`
}

/** Read by the tests, the compose file and the CLI, not by the server. */
const otherSettings = ['SHOPDB_TEST_REQUIRE_ALL', 'SHOPDB_HOSTILE', 'SHOPDB_CHECK_TESTS', 'SHOPDB_IMAGE', 'SHOPDB_URL', 'SHOPDB_TOKEN']

/** A setting that a guide names and the server does not read is followed in vain. */
function* settingFindings(repository: Repository): Generator<Finding> {
  const known = new Set<string>([...configVariables.map(({ name }) => name), ...otherSettings])
  for (const { path, text } of repository.files.filter((file) => /\.md$|^deploy\//.test(file.path))) {
    for (const [index, line] of text.split('\n').entries()) {
      const unknown = line.match(/\bSHOPDB_[A-Z_]+\b/g)?.find((name) => !known.has(name))
      if (unknown !== undefined) yield { file: path, line: index + 1, rule: 'documents', message: `${unknown} is not a setting the server reads. Correct the name, or declare it in server/src/config-variables.ts.` }
    }
  }
}

function withFolders(path: string): string[] {
  const parts = path.split('/')
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'))
}
