import { posix } from 'node:path'
import type { Rule } from './repository.ts'

/** Names of files and folders: kebab-case, and saying what is inside. */
export const fileNamesRule: Rule = {
  name: 'file-names',
  applies: () => true,
  check: (files) => files.flatMap(({ path }) => judge(path).map((message) => ({ file: path, line: 1, rule: 'file-names', message }))),
}

/** Names that outside programs look for, and that therefore stand as they do. */
const givenNames = new Set(['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'LICENSE', 'Dockerfile', 'Caddyfile'])

const kebab = /^\.?[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z0-9]+(?:-[a-z0-9]+)*)*$/

/** Some also as the last word: `asset-utils` says as little as `utils`, while `step-data` names a step called data. */
const emptyWords = /^(?:common|data|info)$|(?:^|-)(?:utils?|helpers?|misc|managers?)$/

function judge(path: string): string[] {
  const findings: string[] = []
  const name = posix.basename(path)
  if (isFixture(path)) return []
  if (!givenNames.has(name) && !kebab.test(name)) findings.push(`"${name}" is not kebab-case: file systems that ignore case would mix names up. Lower-case words joined by "-".`)
  const folders = posix.dirname(path).split('/').filter((part) => part !== '.')
  for (const part of [...folders, name.replace(/\..*$/s, '')]) {
    if (emptyWords.test(part)) findings.push(`"${part}" says nothing about its content and grows for ever. Name the file or folder by the noun or verb it holds.`)
  }
  return findings.concat(judgeVue(path), judgePlugin(path))
}

/** Recorded input keeps the names its source gave it. */
function isFixture(path: string): boolean {
  return /(^|\/)fixtures\//.test(path)
}

function judgeVue(path: string): string[] {
  if (!path.endsWith('.vue') || /\/[a-z0-9]+(?:-[a-z0-9]+)+\.vue$/.test(`/${path}`)) return []
  return ['A component has a name of two words or more (asset-list.vue): one word may become an HTML element one day.']
}

function judgePlugin(path: string): string[] {
  const folder = /^(?:plugins|examples)\/([^/]+)\/manifest\.json$/.exec(path)?.[1]
  if (folder === undefined || /^[a-z][a-z0-9]{1,31}$/.test(folder)) return []
  return [`Plugin folder "${folder}": a plugin name is lower-case letters and digits, because it becomes part of addresses, tables and permissions.`]
}
