import type { Command } from 'commander'
import { listItems, type ApiClient } from '../connection/api-client.ts'
import { defineApiCommand, listOption } from '../define-command.ts'
import { CommandFailure } from '../failure.ts'
import { formatTable } from '../terminal/table.ts'
import { readPassword, type Terminal } from '../terminal/terminal.ts'

type User = { id: number; version: number; username: string; displayName?: string | null; email?: string | null; roles?: unknown; lastSignInAt?: string | null }
type CreateOptions = { name?: string; email?: string; role?: string[]; passwordStdin?: boolean }

export function defineUser(program: Command, terminal: Terminal): void {
  const user = program.command('user').description('create and list users, set passwords')
  defineApiCommand<CreateOptions>(user, terminal, {
    usage: 'create <username>',
    summary: 'create a user; the password is asked for, or read from standard input',
    examples: ['user create anna --role administrator', 'user create kiosk --role walldisplay --password-stdin < password.txt'],
  }, async ({ client, print, terminal: person }, options, username) => {
    const password = await readPassword(person, options.passwordStdin === true)
    const created = await client.request('POST', '/api/users', { username, password, displayName: options.name, email: options.email, roles: options.role ?? ['viewer'] })
    print(created, () => `Created the user ${username}.`)
  }).option('--name <name>', 'name shown to others')
    .option('--email <address>', 'mail address')
    .option('--role <role>', 'ready-made or own role, several by commas (default: viewer)', listOption)
    .option('--password-stdin', 'read the password from standard input')

  defineApiCommand(user, terminal, { usage: 'list', summary: 'list the users', examples: ['user list'] }, async ({ client, print }) => {
    const items = await listItems(client, '/api/users')
    print({ items }, () => formatTable(['Id', 'User name', 'Name', 'Roles', 'Last sign-in'], items.map((entry) => userRow(entry)), terminal.width))
  })

  defineApiCommand<{ passwordStdin?: boolean }>(user, terminal, {
    usage: 'set-password <username>',
    summary: 'set a new password; it ends the sessions of the user',
    examples: ['user set-password anna'],
  }, async ({ client, print, terminal: person }, options, username) => {
    const found = await findUser(client, username)
    const password = await readPassword(person, options.passwordStdin === true)
    const answer = await client.request('PATCH', `/api/users/${found.id}`, { password, version: found.version })
    print(answer, () => `The user ${username} has a new password.`)
  }).option('--password-stdin', 'read the password from standard input')
}

function userRow(entry: Record<string, unknown>): unknown[] {
  const { id, username, displayName, roles, lastSignInAt } = entry as unknown as User // the shape of /api/users
  return [id, username, displayName, Array.isArray(roles) ? roles.join(', ') : roles, lastSignInAt]
}

/** The user of this name, however it is written. */
export async function findUser(client: ApiClient, username: string): Promise<User> {
  const items = await listItems(client, '/api/users') as unknown as User[] // the shape of /api/users
  const found = items.find((entry) => entry.username.toLowerCase() === username.toLowerCase())
  if (found === undefined) throw new CommandFailure('NOT_FOUND', `There is no user "${username}".`, 'See the names with: npx shopdb user list')
  return found
}
