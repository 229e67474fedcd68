import type { JobDeclaration, JobWork } from '../../platform/jobs/job.ts'
import type { Platform } from '../../platform/platform.ts'
import { readSetting } from '../settings/index.ts'
import { createAttachmentFiles, type AttachmentFiles } from './attachment-files.ts'
import { findReferredHashes } from './store.ts'

const day = 24 * 3_600_000
const filesAtOnce = 500

/** Removes files that no attachment has referred to for the days of the setting: deleted ones, and those of purged assets. */
export function sweepFilesJob(platform: Platform): JobDeclaration {
  return { name: 'attachments.sweep', title: 'Remove files of attachments that were deleted long ago', at: '03:45', timeLimit: 3_600_000, run: (work) => sweepFiles(platform, createAttachmentFiles(platform.config.dataDir), work) }
}

async function sweepFiles(platform: Platform, files: AttachmentFiles, { signal }: Pick<JobWork, 'signal'>): Promise<unknown> {
  const before = platform.now() - Number(await readSetting(platform, 'attachments.keepDeletedDays')) * day
  await files.removeAbandoned(platform.now() - day)
  const result = { kept: 0, removed: 0 }
  let batch: string[] = []
  const settle = async (): Promise<void> => {
    const referred = await findReferredHashes(platform.database, batch, before)
    for (const hash of batch) {
      if (referred.has(hash)) result.kept += 1
      else {
        await files.remove(hash)
        result.removed += 1
      }
    }
    batch = []
  }
  for await (const { hash, at } of files.all()) {
    signal.throwIfAborted()
    if (at > before) result.kept += 1
    else batch.push(hash)
    if (batch.length === filesAtOnce) await settle()
  }
  await settle()
  return result
}
