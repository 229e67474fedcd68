import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { judgePath } from '../check-identifiers.ts'
import { knowledgeOf } from './api-knowledge.ts'
import { attackOperations } from './attack.ts'
import { startLiveServer, type LiveServer } from './live-server.ts'
import { operationsOf, type Operation } from './operations.ts'

let dataDir = ''
let live: LiveServer
let operations: Operation[] = []

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'shopdb-hostile-'))
  live = await startLiveServer(dataDir)
  const description = await live.send({ method: 'GET', url: '/api/openapi.json', headers: {} })
  operations = operationsOf(JSON.parse(description.body))
})

afterAll(async () => {
  await live.close()
  rmSync(dataDir, { recursive: true, force: true })
})

test('every address is plural, lower case and run together', () => {
  expect(operations.map(({ path }) => judgePath(path)).filter((finding) => finding !== undefined)).toEqual([])
})

test('every operation does what its description says, and survives what it forbids', { timeout: 600_000 }, async () => {
  const results = await attackOperations({ ...live, ...knowledgeOf(live.send, operations) }, operations)
  expect(results.reduce((sum, { requests }) => sum + requests, 0)).toBeGreaterThan(10_000)
  expect(results.flatMap(({ operation, findings }) => findings.map((finding) => `${operation} ${finding.slice(0, 300)}`))).toEqual([])
})
