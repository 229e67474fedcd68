import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testDatabases, type TestDatabase } from '@shopdb/server/platform/database/testing'
import { judgePath } from '../check-identifiers.ts'
import { knowledgeOf, leftOut } from './api-knowledge.ts'
import { attackOperations } from './attack.ts'
import { chooseOperations } from './choose-operations.ts'
import { startLiveServer, type LiveServer } from './live-server.ts'
import { packTargetPlugin, writeTargetPlugin, type TargetPackage } from './target-plugin.ts'
import { asList, asRecord, operationsOf, type Operation } from '@shopdb/cli/plugin-checks/samples/operations'
import { chosenSchema } from '@shopdb/cli/plugin-checks/samples/valid-value'

describe.each(testDatabases())('the API on $engine', ({ engine, create }) => {
  let folder = ''
  let place: TestDatabase
  let live: LiveServer
  let packages: TargetPackage[] = []
  let operations: Operation[] = []

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'shopdb-hostile-'))
    for (const name of ['plugins', 'packages']) mkdirSync(join(folder, name))
    writeTargetPlugin(join(folder, 'plugins'))
    packages = await packTargetPlugin(join(folder, 'packages'))
    place = await create()
    live = await startLiveServer({ ...place, pluginFolders: [join(folder, 'plugins'), resolve('examples')], plugins: ['computers', 'equipment', 'targets'] })
    // Who asks for a capability waits for an administrator.
    await live.send({ method: 'POST', url: '/api/plugins/targets/install', headers: { 'content-type': 'application/json' }, payload: '{"approve":true}' })
    const description = await live.send({ method: 'GET', url: '/api/openapi.json', headers: {} })
    operations = operationsOf(JSON.parse(description.body))
  })

  afterAll(async () => {
    await live?.close()
    await place?.drop()
    rmSync(folder, { recursive: true, force: true })
  })

  test('every address is plural, lower case and run together', () => {
    expect(operations.map(({ path }) => judgePath(path)).filter((finding) => finding !== undefined)).toEqual([])
  })

  test('what is left out by name is there, and tried by hand', () => {
    const known = operations.map(({ id }) => id)
    for (const [id, { instead }] of Object.entries(leftOut)) {
      expect(known).toContain(id)
      expect(readFileSync(resolve(instead), 'utf8'), `${instead} tries ${id}`).toContain(id.split('/').at(-1))
    }
  })

  test('the body of POST /api/assets is that of one of its types, which it names', () => {
    const body = operations.find(({ id }) => id === 'POST /api/assets')?.body?.schema
    const kinds = asList(body?.oneOf).map((choice) => asRecord(asRecord(chosenSchema(asRecord(choice)).properties).type).enum)
    expect(kinds).toEqual(expect.arrayContaining([['computers.computer'], ['equipment.equipment']]))
    expect(asList(body?.oneOf).every((choice) => asList(chosenSchema(asRecord(choice)).required).includes('type'))).toBe(true)
  })

  test('every operation does what its description says, and survives what it forbids', { timeout: 900_000 }, async () => {
    const { chosen, words } = chooseOperations(operations, engine)
    const results = await attackOperations({ ...live, ...knowledgeOf(live, operations, packages) }, operations, chosen)
    const findings = results.flatMap(({ operation, findings: found }) => found.map((finding) => `${operation} ${finding.slice(0, 300)}`))
    expect(findings, words).toEqual([])
    expect(results.reduce((sum, { requests }) => sum + requests, 0), words).toBeGreaterThan(chosen.length * 30)
  })
})
