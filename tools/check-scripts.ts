import type { Finding } from './finding.ts'
import type { Rule, SourceFile } from './repository.ts'

/** npm scripts run on Windows Server too, where there is no sh and npm hands the line to cmd.exe. */
export const scriptsRule: Rule = {
  name: 'scripts',
  applies: (path) => /(^|\/)package\.json$/.test(path),
  check: (files) => files.flatMap(checkPackage),
}

const shellOnly: readonly { pattern: RegExp; what: string }[] = [
  { pattern: /&&|\|\||[;|<>`]|(?<!\S)&(?!\S)/, what: 'an operator of a shell' },
  { pattern: /(?:^|[\s/])(?:sh|bash|zsh|rm|cp|mv|mkdir|cat|export|source|chmod|sed|grep|touch|which)(?=\s|$)/, what: 'a Unix command' },
  { pattern: /(?:^|\s)[A-Z][A-Z0-9_]*=/, what: 'an environment assignment before the command' },
  { pattern: /\$\w|\$\{|\$\(/, what: 'a shell variable' },
  { pattern: /(?:^|[\s=])(?:~|\/[\w.])/, what: 'a Unix path' },
  { pattern: /'/, what: 'a single quote, which cmd.exe passes on as text' },
  { pattern: /\.sh(?=\s|$)/, what: 'a shell script' },
]

function checkPackage(file: SourceFile): Finding[] {
  return Object.entries(scriptsOf(file.text)).flatMap(([name, command]) =>
    shellOnly.filter(({ pattern }) => pattern.test(command)).map(({ what }) => ({
      file: file.path,
      line: lineOfScript(file.text, name),
      rule: 'scripts',
      message: `Script "${name}" uses ${what}: it must run on Windows Server as it stands. Put the steps into a Node program and start that.`,
    })))
}

function scriptsOf(text: string): Record<string, string> {
  const content: unknown = JSON.parse(text)
  if (typeof content !== 'object' || content === null || !('scripts' in content)) return {}
  const { scripts } = content
  if (typeof scripts !== 'object' || scripts === null) return {}
  return Object.fromEntries(Object.entries(scripts).filter((entry): entry is [string, string] => typeof entry[1] === 'string'))
}

function lineOfScript(text: string, name: string): number {
  return Math.max(1, text.split('\n').findIndex((line) => line.includes(`"${name}":`)) + 1)
}
