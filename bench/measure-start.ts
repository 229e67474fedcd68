import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { measurement, median, type Measurement } from './measurement.ts'
import { answers, freePort, plantFolder, projectFolder, runCommand, startServer } from './processes.ts'

/** From `npm start` to the first answer, everything installed and built. */
export async function measureStart(): Promise<Measurement[]> {
  const folder = await plantFolder(200)
  await timeStart(projectFolder, { SHOPDB_DATA_DIR: folder }, '/api/health')
  const times: number[] = []
  for (let round = 0; round < 7; round += 1) times.push(await timeStart(projectFolder, { SHOPDB_DATA_DIR: folder }, '/api/health'))
  return [measurement('start', 'warm npm start to the first answer', median(times) / 1000, ' s', { atMost: 1.5 })]
}

/** A fresh clone and an empty npm cache, to the sign-in page. */
export async function measureColdStart(): Promise<Measurement[]> {
  const folder = mkdtempSync(join(tmpdir(), 'shopdb-cold-'))
  try {
    const started = performance.now()
    await runCommand('git', ['clone', '--quiet', '--no-hardlinks', projectFolder, join(folder, 'clone')], {}, folder)
    await timeStart(join(folder, 'clone'), { npm_config_cache: join(folder, 'npm-cache'), SHOPDB_DATA_DIR: join(folder, 'data') }, '/')
    return [measurement('start', 'cold: from clone to the sign-in page', (performance.now() - started) / 1000, ' s', { atMost: 90 })]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function timeStart(folder: string, environment: NodeJS.ProcessEnv, path: string): Promise<number> {
  const port = await freePort()
  const started = performance.now()
  const child = spawn(process.platform === 'win32' ? 'npm.cmd' : 'npm', ['start'], { cwd: folder, env: { ...process.env, ...environment, PORT: String(port) }, stdio: 'ignore', shell: process.platform === 'win32' })
  const exited = new Promise((resolve) => child.once('exit', resolve))
  while (!(await answers(`http://127.0.0.1:${port}${path}`))) {
    if (child.exitCode !== null || performance.now() - started > 300_000) throw new Error('npm start did not answer.')
    await sleep(5)
  }
  const elapsed = performance.now() - started
  child.kill('SIGTERM')
  await exited
  return elapsed
}

/** Resident memory of the server process, a minute after the start of the small demo. */
export async function measureMemory(): Promise<Measurement[]> {
  const server = await startServer(await plantFolder(200))
  try {
    await sleep(60_000)
    return [measurement('memory', 'server process, 60 s after the start of 200 assets', residentMegabytes(server.processId), ' MB', { atMost: 150 })]
  } finally {
    await server.stop()
  }
}

/** Linux tells it in /proc; elsewhere this is not measured. */
function residentMegabytes(pid: number): number {
  if (!readdirSync('/').includes('proc')) return Number.NaN
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024
}
