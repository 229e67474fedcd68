import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { projectFolder } from './paths.mjs'

/** True when the command line asks for the version and for no command. */
export function asksForVersion(argumentList) {
  return ['--version', '-V'].includes(argumentList[0]) || (argumentList[0] === '--json' && argumentList[1] === '--version')
}

/** Answers from files alone: a clone without packages and without a registry can say what it is. */
export function printVersion(argumentList) {
  const contract = JSON.parse(readFileSync(join(projectFolder, 'contract', 'package.json'), 'utf8'))
  const answer = { product: 'shopdb', version: contract.version, contractVersion: contract.contractVersion }
  const text = argumentList.includes('--json') ? JSON.stringify(answer) : `shopdb ${answer.version} (contract ${answer.contractVersion})`
  process.stdout.write(`${text}\n`)
}
