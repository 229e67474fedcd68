import type { Command } from 'commander'
import { listItems } from '../connection/api-client.ts'
import { countOption, defineApiCommand, listOption } from '../define-command.ts'
import { CommandFailure } from '../failure.ts'
import { formatTable } from '../terminal/table.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { findUser } from './user.ts'

const dayMilliseconds = 86_400_000
type CreateOptions = { scope?: string[]; user?: string; days: number }
type Token = { id: number; name: string; username?: string; scopes?: readonly string[]; createdAt?: string; expiresAt?: string | null; lastUsedAt?: string | null; token?: string }

export function defineToken(program: Command, terminal: Terminal): void {
  const token = program.command('token').description('create, list and revoke API tokens')
  defineApiCommand<CreateOptions>(token, terminal, {
    usage: 'create <name>',
    summary: 'create an API token and print it, once',
    examples: ['token create line-3-agents --scope collector:computers --user anna --days 365'],
  }, async ({ client, print }, { scope, user, days }, name) => {
    if (scope === undefined) throw new CommandFailure('SCOPE_MISSING', 'A token needs at least one scope.', 'Add for example --scope collector:computers', { status: 2 })
    const expiresAt = days === 0 ? null : new Date(Date.now() + days * dayMilliseconds).toISOString()
    const userId = user === undefined ? undefined : (await findUser(client, user)).id
    const created = await client.request('POST', '/api/tokens', { name, scopes: scope, userId, expiresAt }).catch(explainOwner) as Token // documented answer
    print(created, () => `${created.token}\n\nThis is the only time it is shown. ${expiresAt === null ? 'It does not expire.' : `It expires on ${expiresAt.slice(0, 10)}.`}`)
  }).option('--scope <scope>', 'what it may do: collector:<plugin> or a permission; several by commas', listOption)
    .option('--user <username>', 'whose token it is: it can never do more than its owner (default: yourself)')
    .option('--days <count>', 'days until it expires, 0 for never', countOption, 365)

  defineApiCommand(token, terminal, { usage: 'list', summary: 'list the API tokens', examples: ['token list'] }, async ({ client, print }) => {
    const items = await listItems(client, '/api/tokens?all=true')
    print({ items }, () => formatTable(['Id', 'Name', 'Owner', 'Scopes', 'Expires', 'Last used'], items.map(tokenRow), terminal.width))
  })

  defineApiCommand(token, terminal, { usage: 'revoke <id>', summary: 'revoke an API token at once', examples: ['token revoke 12'] }, async ({ client, print }, _options, id) => {
    await client.request('DELETE', `/api/tokens/${encodeURIComponent(id)}`)
    print({ id: Number(id), revoked: true }, () => `Token ${id} is revoked.`)
  })
}

/** On the computer of the server nobody is signed in, so nobody is "yourself". */
function explainOwner(error: unknown): never {
  if (!(error instanceof CommandFailure) || error.code !== 'REFERENCE_MISSING') throw error
  throw new CommandFailure('OWNER_MISSING', 'The token needs an owner.', 'Name one with --user <username>; see the names with: npx shopdb user list', { status: 2 })
}

function tokenRow(entry: Record<string, unknown>): unknown[] {
  const { id, name, username, scopes, expiresAt, lastUsedAt } = entry as unknown as Token // the shape of /api/tokens
  return [id, name, username, scopes?.join(', '), expiresAt ?? 'never', lastUsedAt ?? 'never']
}
