import type { Finding } from './finding.ts'
import type { Rule, SourceFile } from './repository.ts'

/** Words that must not stand in any file: places of one machine, notes to oneself, empty praise. */
export const textRule: Rule = {
  name: 'text',
  applies: (path) => !/^tools\/check-text(\.test)?\.ts$|(^|\/)fixtures\//.test(path),
  check: (files) => files.flatMap(checkFile),
}

type Ban = { pattern: RegExp; message: string; only?: RegExp; except?: RegExp }

const lockFile = /(^|\/)package-lock\.json$/

const bans: readonly Ban[] = [
  { pattern: /(?<![\w.}/])\/(?:work|home|Users|root)\/[\w.-]+|[A-Z]:\\+Users\\+/, message: 'A path of one machine: it is wrong everywhere else. Write it relative to the repository, or read it from the configuration.' },
  { pattern: /\bregistry\.[a-z]+\.[a-z]+|\bnpmmirror\b/, message: 'The host name of a package registry: a site without internet uses its own. Leave it to the configuration of npm.', except: lockFile },
  { pattern: /\b(?:TODO|FIXME|XXX|HACK)\b/, message: 'A note to oneself that nobody reads again. Do it, or leave it out and write what is missing into the decision record or the changelog.', except: lockFile },
  { pattern: /"resolved": "https?:/, message: 'The lock file records where a package came from: a site with its own registry could not install. Run "npm install" with omit-lockfile-registry-resolved=true (see .npmrc).', only: lockFile },
  { pattern: /\b(?:describe|it|test)\.(?:only|skip|todo)\(/, message: 'A test that does not run proves nothing. Use skipIf with a condition that the end of the run names, or remove it.', only: /\.test\.ts$/ },
  { pattern: /\b(?:blazing(?:ly)?|seamless(?:ly)?|cutting-edge|world-class|battle-tested|next-generation|game-chang\w+|effortless(?:ly)?|supercharge\w*|leverag(?:e|es|ing)|synerg\w+)\b/i, message: 'Praise instead of a fact. Say what it does, with a figure if there is one.', only: /\.(md|ts|vue|json)$/, except: lockFile },
  { pattern: /\b(?:whitelist\w*|blacklist\w*|sanity check)\b/i, message: 'Say "allowed list", "refused list", "check": it means the same and needs no explanation.', except: lockFile },
  { pattern: /\p{Extended_Pictographic}(?<![\d#*©®™↔→←↑↓✓✗])/u, message: 'An emoji: it reads differently on every system and not at all by some readers. Use a word, or an icon of the kit.', except: /(^|\/)package-lock\.json$|\.test\.ts$/ },
]

function checkFile(file: SourceFile): Finding[] {
  const mine = bans.filter((ban) => ban.only?.test(file.path) !== false && ban.except?.test(file.path) !== true)
  return file.text.split('\n').flatMap((line, index) =>
    mine.filter((ban) => ban.pattern.test(line)).map((ban) => ({ file: file.path, line: index + 1, rule: 'text', message: ban.message })))
}
