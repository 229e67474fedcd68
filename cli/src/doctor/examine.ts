import { resolve } from 'node:path'
import type { Config } from '@shopdb/server/config'
import { createHttpClient } from '../connection/http-client.ts'
import { findLocalServer } from '../connection/local-server.ts'
import type { Run } from '../define-command.ts'
import { readCommandEnvironment } from '../environment.ts'
import { failedQuietly, toFailure } from '../failure.ts'
import { loadServerConfig } from '../server-config.ts'
import { printable } from '../terminal/table.ts'
import { examineDatabase } from './examine-database.ts'
import { examineFolders, examineNode } from './examine-computer.ts'
import { failed, ok, warning, type Finding } from './finding.ts'

/** Looks at every part, tells what it found, and ends as failed when something does not work. */
export async function examine(run: Run, next?: string): Promise<void> {
  const findings = next === undefined ? [examineNode(), ...await examineConfigured(), await examineServer()] : await examineUpgrade(next)
  run.print({ findings }, () => findings.map(describe).join('\n'))
  if (findings.some(({ state }) => state === 'failed')) failedQuietly()
}

/** Only what an upgrade would change; the rest is what `doctor` alone tells. */
async function examineUpgrade(next: string): Promise<Finding[]> {
  const { examineNext } = await import('./examine-next.ts')
  return examineNext(await loadServerConfig(), resolve(readCommandEnvironment().workingFolder, next))
}

async function examineConfigured(): Promise<Finding[]> {
  const config = await loadServerConfig().catch((error: unknown) => toFailure(error))
  if (config instanceof Error) return [failed('settings', config.message, config.fix)]
  return [ok('settings', `${config.environment}, http://${config.host}:${config.port}`), ...examineFolders(config), await examineDatabase(config), ...examineExposure(config)]
}

/** Listening for others with development settings is a choice nobody makes on purpose. */
function examineExposure({ host, production }: Config): Finding[] {
  const isLocal = ['127.0.0.1', 'localhost', '::1'].includes(host)
  return isLocal || production ? [] : [warning('exposure', `Listens on ${host} with development settings.`, 'Set SHOPDB_ENV=production (docs/guides/hardening.md).')]
}

async function examineServer(): Promise<Finding> {
  const server = await findLocalServer(readCommandEnvironment().dataFolder)
  if (server === null) return warning('server', 'No server runs on this data folder.', 'Start it with: npm start')
  try {
    const health = await createHttpClient(server.url, server.localToken).request('GET', '/api/health')
    return ok('server', `${server.url}, process ${server.pid}, since ${server.startedAt}: ${printable(health)}`)
  } catch (error) {
    const failure = toFailure(error)
    return failed('server', `${server.url}: ${failure.message}`, failure.fix)
  }
}

const marks = { ok: 'ok     ', warning: 'warning', failed: 'failed ' } as const

function describe({ part, state, detail, fix }: Finding): string {
  return `${marks[state]}  ${part}: ${detail}${fix === undefined ? '' : `\n         fix: ${fix}`}`
}
