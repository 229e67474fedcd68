import { createWriteStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { Option, type Command } from 'commander'
import { withQuery, type ApiClient } from '../connection/api-client.ts'
import { defineApiCommand, listOption } from '../define-command.ts'
import { readCommandEnvironment } from '../environment.ts'
import { CommandFailure, failedQuietly, usageFailure } from '../failure.ts'
import { formatTable } from '../terminal/table.ts'
import { assertAgreed, type Terminal } from '../terminal/terminal.ts'

type Counts = { create: number; update: number; skip: number; error: number }
type Import = { id: number; state: string; fileName: string; headers: string[]; lines: number; guessed?: (string | null)[]; options?: { columns: (string | null)[] } | null; counts: Counts | null; batchId: string | null; error: string | null }
type Outcome = { line: number; problems: { column: string | null; message: string }[] }
type Options = {
  type: string; map?: string[]; key?: string; decimal: string; dates: string; mode: string; clear?: boolean; encoding?: string; separator?: string
  dryRun?: boolean; skipErrors?: boolean; failed?: string; yes?: boolean
}

const errorsShown = 20

export function defineImport(program: Command, terminal: Terminal): void {
  const parent = program.command('import').description('read records from files')
  defineApiCommand<Options>(parent, terminal, {
    usage: 'csv <file>',
    summary: 'rehearse a CSV file, show what it would change, and write it as one batch that can be undone',
    examples: ['import csv machines.csv --type equipment --dry-run', 'import csv list.csv --type computers --map "Inv. No=assetNumber" --decimal comma --yes'],
  }, async ({ client, print, terminal: person }, options, file) => {
    const checked = await rehearse(client, options, file)
    const failures = await failuresOf(client, checked)
    const counts = checked.counts ?? { create: 0, update: 0, skip: 0, error: 0 }
    if (options.failed !== undefined && counts.error > 0) await saveFailed(client, checked, options.failed)
    person.note(inWords(checked, failures, person.width))
    const isWritten = !options.dryRun && counts.create + counts.update > 0 && (counts.error === 0 || options.skipErrors === true)
    if (!isWritten) {
      print({ ...checked, failures }, () => options.dryRun ? 'Nothing was written: this was a rehearsal.' : counts.error > 0 ? 'Nothing was written. Correct the lines above, or leave them out with --skip-errors.' : 'There is nothing to change.')
      if (counts.error > 0) failedQuietly()
      return
    }
    await assertAgreed(person, `Create ${counts.create} and update ${counts.update} records?`, options.yes === true)
    await client.request('POST', `/api/imports/${checked.id}/commit`, { skipErrors: options.skipErrors === true })
    const imported = await settled(client, checked.id, ['imported'])
    print(imported, () => `${imported.counts?.create ?? 0} records created, ${imported.counts?.update ?? 0} updated (import ${imported.id}, batch ${String(imported.batchId)}).`)
  }).requiredOption('--type <type>', 'what the lines are, as computers or equipment')
    .option('--map <pairs>', 'column=field, several separated by commas; -column leaves it out (default: by the headings)', listOption)
    .option('--key <field>', 'the field by which a line is an existing record (default: the unique one)')
    .addOption(new Option('--decimal <sign>', 'the sign before decimals').choices(['point', 'comma']).default('point'))
    .addOption(new Option('--dates <order>', 'how dates are written beside 2026-01-31').choices(['iso', 'dmy', 'mdy']).default('iso'))
    .addOption(new Option('--mode <mode>', 'whether lines may create, update, or both').choices(['upsert', 'create', 'update']).default('upsert'))
    .option('--clear', 'an empty cell empties the field of an existing record').option('--encoding <name>', 'utf-8, windows-1252, utf-16le or utf-16be (default: found out)').option('--separator <sign>', 'comma, semicolon or tab as itself or as "tab" (default: found out)')
    .option('--dry-run', 'only rehearse').option('--skip-errors', 'leave lines with errors out').option('--failed <file>', 'write the lines with errors into this file').option('--yes', 'do not ask')
}

async function rehearse(client: ApiClient, options: Options, file: string): Promise<Import> {
  const path = resolve(readCommandEnvironment().workingFolder, file)
  const bytes = await readFile(path).catch((cause: unknown) => { throw usageFailure(`${path} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}.`, 'Check the name of the file.') })
  const query = { type: options.type, name: basename(path), encoding: options.encoding, separator: options.separator }
  const uploaded = await client.request('POST', withQuery('/api/imports', query), new Uint8Array(bytes)) as Import // documented answer
  const columns = options.map === undefined ? undefined : mapped(uploaded, options.map)
  const body = { ...(columns && { columns }), ...(options.key && { key: options.key }), decimal: options.decimal, dates: options.dates, mode: options.mode, empty: options.clear ? 'clear' : 'keep' }
  await client.request('POST', `/api/imports/${uploaded.id}/check`, body)
  return settled(client, uploaded.id, ['checked'])
}

/** What is said about columns, over what their headings suggest. */
function mapped({ headers, guessed = [] }: Import, pairs: readonly string[]): (string | null)[] {
  const columns = headers.map((_, index) => guessed[index] ?? null)
  for (const pair of pairs) {
    const cut = pair.lastIndexOf('=')
    const [header, field] = pair.startsWith('-') ? [pair.slice(1), null] : [pair.slice(0, cut), pair.slice(cut + 1)]
    const index = headers.findIndex((name) => name.toLowerCase() === header.trim().toLowerCase())
    if (index < 0 || (field !== null && cut < 1)) throw usageFailure(`The file has no column "${header}".`, `Its columns are: ${headers.join(', ')}. Write --map "column=field".`)
    for (const [other, name] of columns.entries()) if (field !== null && name === field) columns[other] = null
    columns[index] = field
  }
  return columns
}

async function settled(client: ApiClient, id: number, wanted: readonly string[]): Promise<Import> {
  for (;;) {
    const found = await client.request('GET', `/api/imports/${id}`) as Import // documented answer
    if (wanted.includes(found.state)) return found
    if (found.error !== null) throw new CommandFailure('IMPORT_FAILED', found.error, 'Correct the file and import it again.')
    await delay(200)
  }
}

async function failuresOf(client: ApiClient, { id }: Import): Promise<Outcome[]> {
  const answer = await client.request('GET', `/api/imports/${id}/rows?outcome=error&limit=${errorsShown}`) as { items: Outcome[] } // documented answer
  return answer.items
}

async function saveFailed(client: ApiClient, { id }: Import, file: string): Promise<void> {
  const body = await client.download(`/api/imports/${id}/failed`)
  await pipeline(Readable.from(body, { objectMode: false }), createWriteStream(resolve(readCommandEnvironment().workingFolder, file)))
}

function inWords({ lines, counts, headers, options }: Import, failures: readonly Outcome[], width: number): string {
  const unused = headers.filter((_, index) => (options?.columns[index] ?? null) === null)
  const summary = `${lines} lines: ${counts?.create ?? 0} to create, ${counts?.update ?? 0} to update, ${counts?.skip ?? 0} unchanged, ${counts?.error ?? 0} with errors.`
  const columns = unused.length === 0 ? [] : [`Columns that are left out: ${unused.join(', ')}.`]
  const table = failures.length === 0 ? [] : [formatTable(['Line', 'Column', 'Error'], failures.flatMap(({ line, problems }) => problems.map(({ column, message }) => [line, column, message])), width)]
  return [summary, ...columns, ...table].join('\n')
}
