import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseServerFile, serverFileName, type ServerFile } from '@shopdb/contract/server-file'

/** The server that runs on this data folder, or null. A file left by a killed server does not count. */
export async function findLocalServer(dataFolder: string): Promise<ServerFile | null> {
  const server = readServerFile(dataFolder)
  return server !== null && isAlive(server.pid) && await answers(server.url) ? server : null
}

function readServerFile(dataFolder: string): ServerFile | null {
  try {
    return parseServerFile(readFileSync(join(dataFolder, serverFileName), 'utf8'))
  } catch {
    return null // no server has run here, or it belongs to another user
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' // it lives and belongs to somebody else
  }
}

/** The process id and the port may have gone to other programs: only one that talks like ShopDB gets the token. */
async function answers(url: string): Promise<boolean> {
  try {
    const answer: unknown = await (await fetch(`${url}/api/health`, { signal: AbortSignal.timeout(5_000) })).json()
    return typeof answer === 'object' && answer !== null && 'status' in answer
  } catch {
    return false // nothing listens there any more
  }
}
