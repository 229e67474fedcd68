import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { serverFileName, type ServerFile } from '@shopdb/contract/server-file'
import { projectFolder } from './environment.ts'
import { runCommandLine } from './program.ts'

export type SentRequest = { method: string; path: string; authorization: string | undefined; body: unknown }
export type Answer = { status?: number; body: unknown }
export type Ending = { status: number | null; output: string; errors: string }

/** Runs the command line as a person would, on a data folder of its own. */
export async function runShopdb(argumentList: readonly string[], { dataFolder, input = '', environment = {} }: { dataFolder: string; input?: string; environment?: NodeJS.ProcessEnv }): Promise<Ending> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts'), ...argumentList], {
    cwd: dataFolder,
    env: { NODE_COMPILE_CACHE: join(projectFolder, '.cache', 'compile'), ...process.env, SHOPDB_WORKING_DIR: dataFolder, SHOPDB_DATA_DIR: dataFolder, SHOPDB_URL: '', SHOPDB_TOKEN: '', DATABASE_URL: '', LOG_LEVEL: 'silent', ...environment },
  })
  child.stdin.end(input)
  const [output, errors, status] = await Promise.all([text(child.stdout), text(child.stderr), new Promise<number | null>((resolve) => { child.on('close', resolve) })])
  return { output, errors, status }
}

/** Starts the server of this data folder on a free port, and resolves when it can be reached. */
export async function startShopdb(dataFolder: string): Promise<{ stop: () => Promise<number | null> }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts'), 'serve'], {
    cwd: dataFolder, env: { NODE_COMPILE_CACHE: join(projectFolder, '.cache', 'compile'), ...process.env, SHOPDB_DATA_DIR: dataFolder, DATABASE_URL: '', PORT: '0', LOG_LEVEL: 'silent' }, stdio: ['ignore', 'ignore', 'pipe'],
  })
  const ended = new Promise<number | null>((resolve) => { child.on('close', resolve) })
  await new Promise<void>((resolve, reject) => {
    let errors = ''
    child.stderr.on('data', (chunk) => { if ((errors += String(chunk)).includes('ShopDB runs at')) resolve() })
    child.on('close', () => reject(new Error(`The server ended: ${errors}`)))
  })
  return { stop: () => { child.kill('SIGTERM'); return ended } }
}

/** A server on the network that answers as told and remembers what it was asked. */
export async function startServerDouble(answer: (request: SentRequest) => Answer): Promise<{ url: string; requests: SentRequest[]; close: () => Promise<void> }> {
  const requests: SentRequest[] = []
  const server = createServer((request, response) => void respond(request, response))
  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request)
    const sent = { method: request.method ?? '', path: request.url ?? '', authorization: request.headers.authorization, body: body === '' ? undefined : JSON.parse(body) as unknown } // what the client sent
    requests.push(sent)
    const { status = 200, body: answered } = sent.path === '/api/health' ? { body: { status: 'ok' } } : answer(sent)
    response.writeHead(status, { 'content-type': status < 400 ? 'application/json' : 'application/problem+json' }).end(answered === undefined ? '' : JSON.stringify(answered))
  }
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return { url: `http://127.0.0.1:${port}`, requests, close: () => new Promise((resolve) => { server.close(() => resolve()) }) }
}

export function createDataFolder(): { dataFolder: string; writeServerFile: (file: Partial<ServerFile>) => void; remove: () => void } {
  const dataFolder = mkdtempSync(join(tmpdir(), 'shopdb data '))
  return {
    dataFolder,
    writeServerFile: (file) => writeFileSync(join(dataFolder, serverFileName), JSON.stringify({ pid: process.pid, url: '', startedAt: new Date().toISOString(), localToken: 'local-token', ...file })),
    remove: () => rmSync(dataFolder, { recursive: true, force: true }),
  }
}

/** Runs a command line in this process, with input and without a terminal; a hundred of them start no hundred programs. */
export async function runHere(argumentList: readonly string[], input = ''): Promise<Ending> {
  const [output, errors]: [string[], string[]] = [[], []]
  const nobody = () => Promise.reject(new Error('Nobody is asked here.'))
  const status = await runCommandLine(argumentList, {
    out: (line) => void output.push(`${line}\n`), note: (line) => void errors.push(`${line}\n`),
    isInteractive: false, width: Number.POSITIVE_INFINITY, readInput: () => Promise.resolve(input), askSecret: nobody, askYes: nobody,
  })
  return { status, output: output.join(''), errors: errors.join('') }
}
