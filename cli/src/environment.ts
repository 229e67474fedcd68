import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseEnv } from 'node:util'

/** The folder of the clone; `.env` and the default data folder lie in it, wherever the command was typed. */
export const projectFolder = resolve(import.meta.dirname, '..', '..')

/** What the command line itself reads from outside; the server's settings are the business of its config.ts. */
export type CommandEnvironment = {
  /** A remote server (SHOPDB_URL) and the token for it (SHOPDB_TOKEN). */
  url: string | undefined
  token: string | undefined
  dataFolder: string
  /** Where the command was typed: paths in arguments are relative to it. The launcher runs everything in the clone. */
  workingFolder: string
  /** Where a failure happened is told only to who looks for it (NODE_DEBUG=shopdb). */
  showsTraces: boolean
}

export function readCommandEnvironment(variables: NodeJS.ProcessEnv = process.env): CommandEnvironment {
  const file = join(process.cwd(), '.env')
  const all = existsSync(file) ? { ...parseEnv(readFileSync(file, 'utf8')), ...variables } : variables
  return {
    url: all.SHOPDB_URL || undefined,
    token: all.SHOPDB_TOKEN || undefined,
    dataFolder: resolve(all.SHOPDB_DATA_DIR || 'data'),
    workingFolder: all.SHOPDB_WORKING_DIR || process.cwd(),
    showsTraces: all.NODE_DEBUG?.includes('shopdb') === true,
  }
}

/** The environment for programs whose output is parsed: in English, as UTF-8. */
export function parseableEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, LC_ALL: 'C.UTF-8' }
}
