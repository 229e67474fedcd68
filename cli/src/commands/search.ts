import type { Command } from 'commander'
import { withQuery } from '../connection/api-client.ts'
import { countOption, defineApiCommand } from '../define-command.ts'
import { formatTable } from '../terminal/table.ts'
import type { Terminal } from '../terminal/terminal.ts'

type SearchAnswer = { items: { type: string; id: number; title: string; subtitle?: string | null }[] }

export function defineSearch(program: Command, terminal: Terminal): void {
  defineApiCommand<{ limit: number }>(program, terminal, {
    usage: 'search <text...>',
    summary: 'search everything: numbers, names, part of an IP or MAC address',
    examples: ['search cnc-12', 'search 00:1b:44 --json'],
  }, async ({ client, print, terminal: { width } }, { limit }, ...words) => {
    const answer = await client.request('GET', withQuery('/api/search', { q: words.flat().join(' '), limit: String(limit) })) as SearchAnswer // documented answer
    print(answer, () => answer.items.length === 0
      ? 'Nothing found.'
      : formatTable(['Type', 'Id', 'Title', 'Where'], answer.items.map(({ type, id, title, subtitle }) => [type, id, title, subtitle]), width))
  }).option('--limit <count>', 'most results', countOption, 20)
}
