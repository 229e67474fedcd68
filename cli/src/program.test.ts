import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { commandEntries } from './program.ts'
import { createDataFolder, runHere, runShopdb, startServerDouble, type Answer, type SentRequest } from './testing.ts'

/** Every command there is, as the program itself lists them. */
const allCommands = (await Promise.all(commandEntries.map(async ({ name }) => {
  const [, listed = ''] = (await runHere([name, '--help'])).output.split('\nCommands:\n')
  const parts = [...listed.matchAll(/^ {2}(?!help )([a-z][a-z-]*)/gm)].map(([, part = '']) => [name, part])
  return parts.length === 0 ? [[name]] : parts
}))).flat()

let site: ReturnType<typeof createDataFolder>
let server: Awaited<ReturnType<typeof startServerDouble>>
let answer: (request: SentRequest) => Answer

beforeEach(async () => {
  site = createDataFolder()
  answer = () => ({ body: { items: [] } })
  server = await startServerDouble((request) => answer(request))
})
afterEach(async () => {
  await server.close()
  site.remove()
})

const run = (argumentList: readonly string[], input = '') => runShopdb(argumentList, { dataFolder: site.dataFolder, input })

describe('help', () => {
  it('lists every command', async () => {
    const ending = await run(['--help'])
    expect(ending).toMatchObject({ status: 0, errors: '' })
    for (const { name, summary } of commandEntries) expect(ending.output).toMatch(new RegExp(`^  ${name} +${summary.slice(0, 20)}`, 'm'))
  })

  it.each(allCommands.map((words) => [words.join(' '), words] as const))('explains "%s" with an example and offers JSON', async (name, words) => {
    const ending = await runHere([...words, '--help'])
    expect(ending).toMatchObject({ status: 0, errors: '' })
    expect(ending.output).toContain(`$ npx shopdb ${name}`)
    expect(ending.output).toContain('--json')
  })
})

describe('wrong use', () => {
  it.each([
    ['an unknown command', ['serch', 'x'], 'Did you mean search?'],
    ['an unknown option', ['user', 'list', '--jsn'], '--json'],
    ['a missing argument', ['user', 'create'], 'missing required argument'],
    ['a number that is none', ['search', 'x', '--limit', 'many'], 'It takes a whole number.'],
    ['no server at the address', ['user', 'list', '--url', 'shopdb'], 'is not the address of a server'],
  ])('ends with status 2 for %s', async (_name, argumentList, words) => {
    const ending = await runHere(argumentList)
    expect(ending).toMatchObject({ status: 2, output: '' })
    expect(ending.errors).toContain(words)
  })
})

describe('the way to the data', () => {
  it('goes through the server that runs on the same data folder', async () => {
    site.writeServerFile({ url: server.url })
    expect(await run(['user', 'list'])).toMatchObject({ status: 0, errors: '' })
    expect(server.requests).toMatchObject([{ path: '/api/health', authorization: undefined }, { path: '/api/users', authorization: 'Bearer local-token' }])
  })

  it('goes to the server named by --url with the token', async () => {
    site.writeServerFile({ url: 'http://127.0.0.1:9' })
    expect(await run(['search', 'cnc', '7', '--url', `${server.url}/`, '--token', 'sdb_1'])).toMatchObject({ status: 0, output: 'Nothing found.\n' })
    expect(server.requests).toEqual([{ method: 'GET', path: '/api/search?q=cnc+7&limit=20', authorization: 'Bearer sdb_1', body: undefined }])
  })

  it('says what to do when the server does not answer', async () => {
    await server.close()
    const ending = await run(['user', 'list', '--url', server.url])
    expect(ending).toMatchObject({ status: 1, output: '' })
    expect(ending.errors).toMatch(/^error SERVER_UNREACHABLE: .*\nfix: Check the address/)
    server = await startServerDouble(() => ({ body: {} }))
  })

  it('shows the words of the server: code, fields, fix and request id', async () => {
    answer = () => ({ status: 422, body: { code: 'RULE_BROKEN', title: 'A rule refuses.', detail: 'The password is too short.', fix: 'Take a longer one.', requestId: 'r-7', fields: [{ path: '/password', message: 'at least 12 characters' }] } })
    const words = ['user', 'create', 'anna', '--password-stdin', '--url', server.url]
    expect(await run(words, 'short\n')).toEqual({ status: 1, output: '', errors: 'error RULE_BROKEN: The password is too short.\n  /password: at least 12 characters\nfix: Take a longer one.\nrequest id: r-7\n' })
    expect(JSON.parse((await run([...words, '--json'], 'short\n')).errors)).toMatchObject({ code: 'RULE_BROKEN', fix: 'Take a longer one.', fields: [{ path: '/password' }] })
  })

  it('names the missing permission', async () => {
    answer = () => ({ status: 403, body: { code: 'PERMISSION_MISSING', title: 'No.', fix: 'Ask an administrator for the permission named under "permission".', permission: 'users.read' } })
    expect((await run(['user', 'list', '--url', server.url])).errors).toContain('\n  permission: users.read\nfix: Ask')
  })

  it('notices an address that is not ShopDB', async () => {
    answer = () => ({ status: 404, body: '<html>' })
    expect(await run(['plugin', 'list', '--url', server.url])).toMatchObject({ status: 1, errors: expect.stringContaining('error HTTP_404') })
  })
})

describe('lists', () => {
  it('reads every page and prints aligned columns', async () => {
    answer = ({ path }) => ({ body: path.includes('cursor=2') ? { items: [{ id: 20, username: '山田', roles: ['viewer'] }], nextCursor: null } : { items: [{ id: 1, username: 'anna', displayName: 'Anna \u001b[31mB', roles: ['administrator', 'editor'] }], nextCursor: '2' } })
    const ending = await run(['user', 'list', '--url', server.url])
    expect(ending.output).toBe('ID  USER NAME  NAME         ROLES                  LAST SIGN-IN\n1   anna       Anna  [31mB  administrator, editor\n20  山田                    viewer\n')
    expect(JSON.parse((await run(['user', 'list', '--json', '--url', server.url])).output).items).toHaveLength(2)
  })
})

describe('passwords', () => {
  it('are read from standard input and never asked for where nobody is', async () => {
    answer = ({ body }) => ({ status: 201, body })
    expect(await run(['user', 'create', 'anna', '--role', 'editor,viewer', '--password-stdin', '--url', server.url], 'correct horse battery\r\n')).toMatchObject({ status: 0, output: 'Created the user anna.\n' })
    expect(server.requests[0]?.body).toEqual({ username: 'anna', password: 'correct horse battery', roles: ['editor', 'viewer'] })
    expect(await run(['user', 'create', 'anna', '--url', server.url])).toMatchObject({ status: 2, errors: expect.stringContaining('--password-stdin') })
  })
})

describe('uninstalling a plugin', () => {
  const uninstallAnswer = ({ method }: SentRequest): Answer => ({
    body: method === 'GET'
      ? { name: 'usb', policy: 'archive', blockedBy: ['hub'], entries: [{ what: 'table', name: 'usbs', count: 7, fate: 'archived' }], remains: ['the audit log'] }
      : { name: 'usb', policy: 'archive', archive: { id: '20260131T081500', at: '2026-01-31T08:15:00.000Z', version: '1.0.0', rows: 7, bytes: 900 }, entries: [] },
  })

  it('waits for somebody to agree', async () => {
    answer = uninstallAnswer
    expect(await run(['plugin', 'uninstall', 'usb', '--url', server.url])).toMatchObject({ status: 2, errors: expect.stringContaining('Add --yes.') })
    expect(server.requests.filter(({ method }) => method !== 'GET')).toEqual([])
    expect(await run(['plugin', 'uninstall', 'usb', '--yes', '--url', server.url])).toMatchObject({ status: 0, output: expect.stringContaining('Archive 20260131T081500 holds 7 rows; bring them back with: npx shopdb plugin restore usb') })
    expect(server.requests.at(-1)).toMatchObject({ method: 'DELETE', path: '/api/plugins/usb?policy=archive' })
  })

  it('shows beforehand what would go, and does nothing', async () => {
    answer = uninstallAnswer
    const ending = await run(['plugin', 'uninstall', 'usb', '--plan', '--url', server.url])
    expect(ending.output).toMatch(/table +usbs +7 +archived, then deleted/)
    expect(ending.output).toContain('Stays in every case: the audit log.')
    expect(ending.output).toContain('disable them first: hub')
    expect(server.requests).toMatchObject([{ method: 'GET', path: '/api/plugins/usb/uninstall-plan' }])
  })

  it('offers its archive to who installs it again', async () => {
    answer = () => ({ body: { name: 'usb', state: 'active', archives: [{ id: '20260131T081500', at: '2026-01-31T08:15:00.000Z', version: '1.0.0', rows: 7, bytes: 900 }] } })
    expect((await run(['plugin', 'install', 'usb', '--url', server.url])).output).toContain('npx shopdb plugin restore usb')
  })
})
