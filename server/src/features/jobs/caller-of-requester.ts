import { systemCaller, type Caller } from '../../platform/caller.ts'
import type { JobRequester } from '../../platform/jobs/job.ts'
import type { Platform } from '../../platform/platform.ts'
import { createUserCheck, loadRolesOfUser } from '../roles/index.ts'

/** Who asked for a job, with the permissions of the moment it runs: a role that was taken away in between counts. */
export async function callerOfRequester({ database, permissions }: Pick<Platform, 'database' | 'permissions'>, { id, label }: JobRequester, kind: Caller['kind'] = 'user'): Promise<Caller> {
  if (id === null) return { ...systemCaller, label }
  return { kind, userId: id, label, may: createUserCheck({ permissions }, await loadRolesOfUser(database, id)) }
}
