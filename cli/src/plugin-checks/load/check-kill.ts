import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { parseServerFile, serverFileName, type ServerFile } from '@shopdb/contract/server-file'
import { parseableEnvironment, projectFolder } from '../../environment.ts'
import { CannotCheck } from '../cannot-check.ts'
import type { Found } from '../check-finding.ts'
import { asList, asRecord, type Schema } from '../samples/operations.ts'
import { validValue } from '../samples/valid-value.ts'
import type { PluginUnderCheck } from '../read-plugin.ts'
import type { PhaseOutcome } from '../run-check.ts'

/** Milliseconds for a server to start, also on a computer that is busy. */
const patience = 120_000
const rounds = 3

/** Kills a server of its own in the middle of records, and looks for those it had acknowledged. */
export async function checkKill(plugin: PluginUnderCheck, progress: (what: string) => void, start = startServer): Promise<PhaseOutcome> {
  if (plugin.subject.assetTypes.length === 0) return { found: [] }
  const dataDir = mkdtempSync(join(tmpdir(), 'shopdb-check-kill-'))
  const acknowledged = new Set<number>()
  let count = 0
  try {
    for (let round = 1; round <= rounds; round += 1) {
      progress(`round ${round} of ${rounds}`)
      const server = await start(plugin, dataDir)
      try {
        const schema = await prepare(plugin, server)
        const sending = send(server, plugin, () => validValue(schema, { next: () => (count += 1), reference: () => undefined }), acknowledged)
        for (const begun = Date.now(); acknowledged.size < round * 40; await wait(5)) if (Date.now() - begun > patience) throw new CannotCheck(`its collector took ${acknowledged.size} of the records that the check made`)
        server.child.kill('SIGKILL')
        await sending
      } finally {
        await server.end()
      }
    }
    return { found: await findLost(await start(plugin, dataDir), acknowledged) }
  } finally {
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 })
  }
}

export type Server = { child: ChildProcess; call: (method: string, path: string, body?: unknown) => Promise<Schema>; end: () => Promise<void> }

export async function startServer(plugin: PluginUnderCheck, dataDir: string): Promise<Server> {
  const file = join(dataDir, serverFileName)
  rmSync(file, { force: true })
  const child = spawn(process.execPath, [join(projectFolder, 'cli', 'src', 'main.ts'), 'serve'], {
    cwd: dataDir, stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...parseableEnvironment(), SHOPDB_ENV: 'test', SHOPDB_DATA_DIR: dataDir, DATABASE_URL: '', PORT: '0', LOG_LEVEL: 'silent', SHOPDB_PLUGIN_DIRS: [plugin.folder, ...plugin.dependencyFolders].join(',') }, // a child of this command, told where to work
  })
  let said = ''
  child.stderr?.on('data', (text: Buffer) => { said = `${said}${text.toString()}`.slice(-1000) })
  const ended = new Promise<void>((resolve) => { child.once('exit', () => resolve()) })
  let found = readServerFile(file)
  for (const started = Date.now(); found === null; found = readServerFile(file)) {
    await wait(20)
    if (child.exitCode !== null || Date.now() - started > patience) {
      child.kill('SIGKILL')
      throw new CannotCheck(`the server of the check did not start${said === '' ? '' : `: ${said.trim()}`}`)
    }
  }
  const { url, localToken } = found
  return {
    child,
    call: async (method, path, body) => {
      const answer = await fetch(`${url}${path}`, { method, headers: { authorization: `Bearer ${localToken}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })
      return asRecord(await answer.json())
    },
    end: async () => {
      child.kill('SIGKILL')
      await ended
    },
  }
}

function readServerFile(file: string): ServerFile | null {
  return existsSync(file) ? parseServerFile(readFileSync(file, 'utf8')) : null
}

async function prepare({ name }: PluginUnderCheck, { call }: Server): Promise<Schema> {
  await call('POST', `/api/plugins/${name}/install`, { approve: true })
  const { schema } = await call('GET', `/api/collector/${name}`)
  if (schema === undefined) throw new CannotCheck('it has no collector')
  return asRecord(schema)
}

/** Until the server is gone. */
async function send({ call, child }: Server, { name }: PluginUnderCheck, record: () => unknown, acknowledged: Set<number>): Promise<void> {
  try {
    while (child.exitCode === null && child.signalCode === null) {
      const { results } = await call('POST', `/api/collector/${name}`, [record(), record()])
      for (const result of asList(results).map(asRecord)) if (result.outcome !== 'quarantined' && typeof result.assetId === 'number') acknowledged.add(result.assetId)
    }
  } catch {
    return // the connection went with the server: what was not answered was not acknowledged
  }
}

async function findLost(server: Server, acknowledged: ReadonlySet<number>): Promise<Found[]> {
  try {
    const lost: number[] = []
    for (const id of acknowledged) if ((await server.call('GET', `/api/assets/${id}`)).id !== id) lost.push(id)
    return lost.length === 0 ? [] : [{ id: 'kill/lost', file: 'manifest.json', message: `${lost.length} of ${acknowledged.size} acknowledged records are lost, such as the asset ${lost[0]}.` }]
  } finally {
    await server.end()
  }
}
