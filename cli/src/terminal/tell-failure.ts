import { readCommandEnvironment } from '../environment.ts'
import type { CommandFailure } from '../failure.ts'
import { printable } from './table.ts'
import type { Terminal } from './terminal.ts'

/** A failure on stderr: as JSON for programs, in lines for people. */
export function tellFailure(terminal: Terminal, failure: CommandFailure, isJson: boolean): void {
  const { code, message, fix, fields, requestId, details } = failure
  if (isJson) return terminal.note(JSON.stringify({ ...details, code, message, fix, ...(fields.length > 0 ? { fields } : {}), ...(requestId === undefined ? {} : { requestId }) }))
  terminal.note(`error ${code}: ${printableLines(message)}`)
  for (const field of fields) {
    const allowed = field.allowed === undefined ? '' : ` Allowed: ${field.allowed.map(printable).join(', ')}.`
    terminal.note(`  ${printable(field.path)}: ${printable(field.message)}${allowed}`)
  }
  for (const [name, value] of Object.entries(details)) terminal.note(`  ${printable(name)}: ${printable(value)}`)
  terminal.note(`fix: ${printableLines(fix)}`)
  if (requestId !== undefined) terminal.note(`request id: ${printable(requestId)}`)
  if (readCommandEnvironment().showsTraces) terminal.note(String(failure.cause instanceof Error ? failure.cause.stack : failure.stack))
}

/** A text of others keeps its lines and loses every other control character. */
export function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n')
}
