import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { text as readAll } from 'node:stream/consumers'
import { usageFailure } from '../failure.ts'

/** What a command sees of the world outside: where it writes and whom it can ask. */
export type Terminal = {
  /** Results. */
  out: (line: string) => void
  /** Progress, warnings, problems. */
  note: (line: string) => void
  /** True when a person can answer questions. */
  isInteractive: boolean
  /** Columns to fit tables into; endless when the output goes to a file or a program. */
  width: number
  readInput: () => Promise<string>
  /** Asks without showing what is typed. */
  askSecret: (question: string) => Promise<string>
  askYes: (question: string) => Promise<boolean>
}

export function processTerminal(): Terminal {
  const isInteractive = process.stdin.isTTY && process.stderr.isTTY
  return {
    out: (line) => void process.stdout.write(`${line}\n`),
    note: (line) => void process.stderr.write(`${line}\n`),
    isInteractive,
    width: process.stdout.isTTY ? process.stdout.columns : Number.POSITIVE_INFINITY,
    readInput: () => readAll(process.stdin),
    askSecret: async (question) => {
      const answer = await ask(question, new Writable({ write: (_chunk, _encoding, done) => done() }))
      process.stderr.write('\n')
      return answer
    },
    askYes: async (question) => /^y(es)?$/i.test((await ask(`${question} [y/N] `, process.stderr)).trim()),
  }
}

async function ask(question: string, echo: NodeJS.WritableStream): Promise<string> {
  process.stderr.write(echo === process.stderr ? '' : question)
  const dialogue = createInterface({ input: process.stdin, output: echo, terminal: true })
  dialogue.once('SIGINT', () => process.exit(130))
  try {
    return await dialogue.question(echo === process.stderr ? question : '')
  } finally {
    dialogue.close()
  }
}

/** A password: from standard input when told so, else asked for twice. Arguments would show in process lists. */
export async function readPassword(terminal: Terminal, fromInput: boolean): Promise<string> {
  const password = fromInput ? (await terminal.readInput()).replace(/\r?\n$/, '') : await askTwice(terminal)
  if (password === '') throw usageFailure('The password is empty.', 'Type it, or send it: echo <password> | shopdb user ... --password-stdin')
  return password
}

async function askTwice(terminal: Terminal): Promise<string> {
  if (!terminal.isInteractive) throw usageFailure('There is nobody to ask for the password.', 'Send it on standard input with --password-stdin.')
  const password = await terminal.askSecret('Password: ')
  if (await terminal.askSecret('The same again: ') !== password) throw usageFailure('The two passwords differ.', 'Run the command again.')
  return password
}

/** Stops a destructive command unless somebody agreed. */
export async function assertAgreed(terminal: Terminal, question: string, isAgreed: boolean): Promise<void> {
  if (isAgreed) return
  if (!terminal.isInteractive) throw usageFailure(`${question} Nobody is there to agree.`, 'Add --yes.')
  if (!await terminal.askYes(question)) throw usageFailure('Nothing was changed.', 'Answer "y" or add --yes to go on.')
}
