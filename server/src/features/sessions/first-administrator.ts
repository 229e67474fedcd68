import { systemCaller } from '../../platform/caller.ts'
import type { Platform } from '../../platform/platform.ts'
import { Problem } from '../../platform/problem.ts'
import { countUsers, createUser } from '../users/index.ts'

/**
 * Makes sure that somebody can sign in: creates the administrator the environment names, or issues the code of the
 * one-time link. Answers the code for the caller to print, null when there are users already.
 */
export async function prepareFirstAdministrator(platform: Platform): Promise<string | null> {
  if (await countUsers(platform.database) > 0) return null
  const { administrator } = platform.config
  if (administrator === null) return platform.auth.setupCode.issue()
  // What the operator wrote into the environment counts; production has checked its length.
  await createUser(platform, systemCaller, { ...administrator, roles: ['administrator'] }, { anyPassword: true })
  return null
}

export async function needsFirstAdministrator(platform: Platform): Promise<boolean> {
  return await countUsers(platform.database) === 0
}

/** Creates the first administrator with the code of the link. Works once; answers the id. */
export async function createFirstAdministrator(platform: Platform, input: { code: string; username: string; password: string }): Promise<number> {
  if (!await needsFirstAdministrator(platform)) throw new Problem('STATE_CONFLICT', { detail: 'The first administrator exists already.' })
  // Taken before anything is awaited: of two requests with the same code one gets it.
  const giveBack = platform.auth.setupCode.take(input.code)
  if (giveBack === null) throw new Problem('CREDENTIALS_WRONG', { detail: 'The code is not valid. Each start of the server prints a new link.' })
  try {
    return await createUser(platform, systemCaller, { username: input.username, password: input.password, roles: ['administrator'] })
  } catch (error) {
    giveBack()
    throw error
  }
}
