import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { packTar, unpackTar, type ParsedTarEntryWithData } from 'modern-tar'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createApp } from '../../app.ts'
import { createSigningKeys, readPrivateKey, signContents, writePackage } from '../../plugin-host/index.ts'
import { startTestApp, type TestApp } from '../../testing/test-app.ts'

let site: TestApp
beforeEach(async () => { site = await startTestApp({ env: { SHOPDB_PLUGINS: 'none', SHOPDB_PLUGIN_MODE: 'isolate' } }) })
afterEach(() => site.stop())

type Made = { version?: string; answer?: string; files?: Record<string, string>; manifest?: Record<string, unknown>; privateKey?: string }

/** A plugin `tally` with one route that answers which version it is. */
async function makePackage({ version = '1.0.0', answer = version, files = {}, manifest = {}, privateKey }: Made = {}): Promise<Buffer> {
  const declared = { manifest_version: 1, name: 'tally', version, description: 'Counts.', core_version: '>=0.3.0 <0.4.0', permissions: [{ id: 'tally.read', title: 'See' }], ...manifest }
  const texts = {
    'manifest.json': JSON.stringify(declared), 'package.json': '{ "type": "module" }', 'words.ts': `export const answer: string = ${JSON.stringify(answer)}`,
    'plugin.ts': "import { answer } from './words.ts'\nexport default { routes: () => [{ method: 'GET', path: '/answer', permission: 'tally.read', summary: 'Which version', handle: () => ({ answer }) }] }", ...files,
  }
  const key = privateKey === undefined ? null : readPrivateKey(privateKey)
  return Buffer.from(await writePackage({ name: 'tally', version, coreVersion: declared.core_version, contractVersions: ['0.3.0'], tier: 'bronze', files: new Map(Object.entries(texts).map(([path, text]) => [path, Buffer.from(text)])) }, (contents) => key && signContents(contents, key)))
}

const add = (bytes: Buffer) => site.request('POST', '/api/plugins', bytes, { 'content-type': 'application/octet-stream' })
const answerOf = async () => (await site.request('GET', '/api/tally/answer')).json.answer
const addedFolder = () => join(site.place.dataDir, 'plugins')
const leftBehind = () => (existsSync(addedFolder()) ? readdirSync(addedFolder(), { recursive: true }).map(String).filter((path) => path !== 'plugins.lock.json').toSorted() : [])

describe('a package', () => {
  it('is added, installed, upgraded while it runs, and taken back', async () => {
    expect(await add(await makePackage())).toMatchObject({ status: 201, json: { name: 'tally', version: '1.0.0', previousVersion: null, state: 'discovered', tier: 'bronze', contractVersions: ['0.3.0'] } })
    expect((await site.request('POST', '/api/plugins/tally/install', {})).json).toMatchObject({ state: 'active', version: '1.0.0' })
    expect(await answerOf()).toBe('1.0.0')
    expect(await add(await makePackage({ version: '1.1.0' }))).toMatchObject({ status: 201, json: { version: '1.1.0', previousVersion: '1.0.0', state: 'active' } })
    expect(await answerOf()).toBe('1.1.0')
    expect(await site.request('POST', '/api/plugins/tally/version', { version: '1.0.0' })).toMatchObject({ status: 200, json: { version: '1.0.0', previousVersion: '1.1.0', state: 'active' } })
    expect(await answerOf()).toBe('1.0.0')
    expect(await site.request('POST', '/api/plugins/tally/version', { version: '9.0.0' })).toMatchObject({ status: 404, json: { detail: 'There is no version 9.0.0 of tally; there are: 1.1.0, 1.0.0.' } })
    expect(await site.request('DELETE', '/api/plugins/tally/package')).toMatchObject({ status: 409 })
    await site.request('DELETE', '/api/plugins/tally?policy=purge')
    expect((await site.request('DELETE', '/api/plugins/tally/package')).status).toBe(204)
    expect(leftBehind()).toEqual([])
    expect((await site.request('GET', '/api/plugins')).json).toMatchObject({ items: expect.not.arrayContaining([expect.objectContaining({ name: 'tally' })]) })
  })

  it('outlives the process and the folder of ShopDB, for it lies in the data folder', async () => {
    await add(await makePackage())
    await site.request('POST', '/api/plugins/tally/install', {})
    await site.app.close()
    site.app = await createApp(site.app.platform.config, { webRoot: null })
    const answer = await site.app.http.inject({ method: 'GET', url: '/api/tally/answer', headers: { authorization: `Bearer ${site.app.localToken}` } })
    expect(answer.json()).toEqual({ answer: '1.0.0' })
  })

  it('of the same version is taken once; other contents need a higher version', async () => {
    const bytes = await makePackage()
    await add(bytes)
    expect(await add(bytes)).toMatchObject({ status: 201, json: { version: '1.0.0', previousVersion: null } })
    expect(await makePackage()).toEqual(bytes)
    expect(await add(await makePackage({ answer: 'changed' }))).toMatchObject({ status: 409, json: { code: 'STATE_CONFLICT', fields: [{ message: 'A changed plugin has a higher version.' }] } })
  })

  it('that does not start leaves the version before in its place', async () => {
    await add(await makePackage())
    await site.request('POST', '/api/plugins/tally/install', {})
    expect(await add(await makePackage({ version: '2.0.0', files: { 'words.ts': 'throw new Error("boom")' } }))).toMatchObject({ status: 422, json: { code: 'PLUGIN_NOT_STARTED' } })
    expect(await answerOf()).toBe('1.0.0')
    expect((await site.request('GET', '/api/plugins/tally')).json).toMatchObject({ state: 'active', version: '1.0.0' })
    expect(leftBehind().filter((path) => path.includes('2.0.0'))).toEqual([])
  })

  it('that breaks the contract, or is made for another one, is refused with the findings', async () => {
    expect(await add(await makePackage({ manifest: { core_version: '>=5.0.0 <6.0.0' } }))).toMatchObject({ status: 409, json: { code: 'PLUGIN_INCOMPATIBLE', findings: [{ id: 'core-version/outside' }] } })
    expect(await add(await makePackage({ manifest: { permissions: [{ id: 'users.write', title: 'x' }] } }))).toMatchObject({ status: 422, json: { code: 'PLUGIN_INVALID', findings: [{ id: 'permissions/prefix' }] } })
    expect(leftBehind()).toEqual([])
  })

  it('whose version lost its files is named, and the others start', async () => {
    await add(await makePackage())
    await site.request('POST', '/api/plugins/tally/install', {})
    rmSync(join(addedFolder(), 'tally'), { recursive: true })
    await site.app.close()
    site.app = await createApp(site.app.platform.config, { webRoot: null })
    expect(site.app.plugins.get('tally').state).toBe('orphan')
    expect(site.app.plugins.judge().findings).toMatchObject([{ id: 'discover/missing-version', plugin: 'tally', fix: expect.stringContaining('plugin add') }])
  })

  it('is for who may manage plugins', async () => {
    const viewer = await site.as(['plugins.read'])
    const bytes = await makePackage()
    expect((await viewer('POST', '/api/plugins', bytes, { 'content-type': 'application/octet-stream' })).status).toBe(403)
    expect((await site.anonymous('POST', '/api/plugins', bytes, { 'content-type': 'application/octet-stream' })).status).toBe(401)
  })
})

describe('a hostile package leaves nothing behind:', () => {
  type Entries = ParsedTarEntryWithData[]
  const rewritten = async (change: (entries: Entries) => Entries): Promise<Buffer> => gzipSync(await packTar(change(await unpackTar(gunzipSync(await makePackage())))))
  const file = (name: string, text = 'x'): Entries[number] => ({ header: { name, size: text.length, type: 'file' }, data: new TextEncoder().encode(text) as Uint8Array<ArrayBuffer> }) // a fresh array of its own
  const link = (name: string, linkname: string, type: 'symlink' | 'link' = 'symlink'): Entries[number] => ({ header: { name, size: 0, type, linkname } })

  const attempts: [title: string, bytes: () => Promise<Buffer>, words: string][] = [
    ['half of a file', async () => (await makePackage()).subarray(0, 400), 'damaged or not whole'],
    ['something else', async () => Buffer.from('PK\u0003\u0004 a zip'), 'no plugin package'],
    ['another archive', async () => gzipSync(await packTar([file('readme.txt')])), 'not one that'],
    ['a bomb', async () => gzipSync(Buffer.alloc(300 * 1024 * 1024)), 'larger than 256 MB'],
    ['a path that leads out', () => rewritten((entries) => [...entries, file('../../escaped.ts')]), 'leads out'],
    ['an absolute path', () => rewritten((entries) => [...entries, file('/tmp/escaped.ts')]), 'not relative'],
    ['a path of Windows', () => rewritten((entries) => [...entries, file('..\\escaped.ts')]), 'not every system'],
    ['a device of Windows', () => rewritten((entries) => [...entries, file('con.ts')]), 'not every system'],
    ['a symbolic link', () => rewritten((entries) => [...entries, link('secret', '/etc/passwd')]), 'plain files only'],
    ['a hard link', () => rewritten((entries) => [...entries, link('secret', 'manifest.json', 'link')]), 'plain files only'],
    ['a changed file', () => rewritten((entries) => entries.map((entry) => (entry.header.name === 'words.ts' ? file('words.ts', 'evil') : entry))), 'changed after it was packed'],
    ['a file more', () => rewritten((entries) => [...entries, file('more.ts')]), 'not in its list'],
    ['a file less', () => rewritten((entries) => entries.filter(({ header }) => header.name !== 'words.ts')), 'but not in it'],
    ['a file twice', () => rewritten((entries) => [...entries, file('MANIFEST.json')]), 'twice'],
    ['a list that is none', () => rewritten((entries) => entries.map((entry, index) => (index === 0 ? file(entry.header.name, '{"format":1}') : entry))), 'not valid'],
    ['a name that is no name', () => rewritten((entries) => entries.map((entry, index) => (index === 0 ? file(entry.header.name, new TextDecoder().decode(entry.data).replace('"tally"', '"../x"')) : entry))), 'not valid'],
  ]
  it.each(attempts)('%s', async (_title, bytes, words) => {
    const answer = await add(await bytes())
    expect(answer).toMatchObject({ status: 422, json: { code: 'PLUGIN_PACKAGE_INVALID', detail: expect.stringContaining(words), fix: expect.any(String) } })
    expect(leftBehind()).toEqual([])
    expect(existsSync(join(site.place.dataDir, 'escaped.ts'))).toBe(false)
  })
})

describe('a site with trusted keys', () => {
  it('takes only what one of them has signed', async () => {
    const [ours, theirs] = [createSigningKeys(), createSigningKeys()]
    mkdirSync(join(site.place.dataDir, 'trusted-keys'))
    writeFileSync(join(site.place.dataDir, 'trusted-keys', 'plant-it.pem'), ours.publicKey)
    expect(await add(await makePackage())).toMatchObject({ status: 403, json: { code: 'PLUGIN_PACKAGE_UNTRUSTED', detail: expect.stringContaining('not signed') } })
    expect(await add(await makePackage({ privateKey: theirs.privateKey }))).toMatchObject({ status: 403, json: { code: 'PLUGIN_PACKAGE_UNTRUSTED', detail: expect.stringContaining('does not trust') } })
    const signed = await makePackage({ privateKey: ours.privateKey })
    const forged = await unpackTar(gunzipSync(await makePackage({ answer: 'forged', privateKey: ours.privateKey })))
    forged.splice(1, 1, ...(await unpackTar(gunzipSync(signed))).slice(1, 2))
    expect(await add(gzipSync(await packTar(forged)))).toMatchObject({ status: 422, json: { detail: expect.stringContaining('changed after it was signed') } })
    expect(await add(signed)).toMatchObject({ status: 201, json: { signedBy: 'plant-it' } })
    expect(JSON.parse(readFileSync(join(addedFolder(), 'plugins.lock.json'), 'utf8'))).toMatchObject({ plugins: { tally: { versions: { '1.0.0': { signedBy: 'plant-it' } } } } })
  })
})
