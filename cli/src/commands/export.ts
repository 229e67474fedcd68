import { createWriteStream } from 'node:fs'
import { resolve } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Command } from 'commander'
import { listItems, withQuery } from '../connection/api-client.ts'
import { defineApiCommand } from '../define-command.ts'
import { readCommandEnvironment } from '../environment.ts'
import { usageFailure } from '../failure.ts'
import type { Terminal } from '../terminal/terminal.ts'

type Options = { output?: string; columns?: string; titles?: boolean; bom?: boolean }
type Resource = { name: string; kind: string; path: string }

export function defineExport(program: Command, terminal: Terminal): void {
  defineApiCommand<Options>(program, terminal, {
    usage: 'export <type> [query]',
    summary: 'write a list as CSV: every record that the query of the list matches',
    examples: ['export computers --output computers.csv', "export assets 'status=In use&sort=-modifiedAt' --columns assetNumber,name,location"],
  }, async ({ client, print }, { output, columns, titles, bom }, type, query) => {
    const resources = await listItems(client, '/api/resources') as unknown as Resource[] // documented answer
    const found = resources.find(({ name, kind }) => name === type || kind === type)
    if (!found) throw usageFailure(`"${type}" is no type of records.`, `Use one of: ${resources.map(({ name }) => name).join(', ')}.`)
    const path = withQuery(`${found.path}${query ? `?${query.replace(/^\?/, '')}` : ''}`, { format: 'csv', columns, headers: titles ? 'titles' : undefined, bom: bom ? 'true' : undefined })
    const file = output === undefined ? null : resolve(readCommandEnvironment().workingFolder, output)
    const body = await client.download(path)
    if (file === null) return writeOut(terminal, body)
    await pipeline(Readable.from(body, { objectMode: false }), createWriteStream(file))
    print({ type: found.name, file }, () => `The list is in ${file}.`)
  }).option('--output <file>', 'write into this file (default: standard output)').option('--columns <names>', 'these columns, in this order (default: all)')
    .option('--titles', 'titles as headings instead of names').option('--bom', 'begin with a byte order mark, for Excel')
}

/** Every line ends itself; of the last one the terminal writes the line feed. */
async function writeOut(terminal: Terminal, body: AsyncIterable<Uint8Array>): Promise<void> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  let held = ''
  for await (const chunk of body) {
    held += decoder.decode(chunk, { stream: true })
    const end = held.lastIndexOf('\n')
    if (end < 0) continue
    terminal.out(held.slice(0, end))
    held = held.slice(end + 1)
  }
  if (held !== '') terminal.out(held)
}
