import type { Readable } from 'node:stream'
import type { Platform } from '../../platform/platform.ts'
import { Problem } from '../../platform/problem.ts'
import type { ResourceModel } from '../../platform/resources/resource-model.ts'
import type { SettingDeclaration } from '../../platform/setting-registry.ts'
import type { RecordServices, WriteRequest } from '../records/index.ts'
import { readSetting } from '../settings/index.ts'
import type { AttachmentFiles } from './attachment-files.ts'
import { mediaTypeOf, safeFileName } from './media-type.ts'

export const attachmentSettings: readonly SettingDeclaration[] = [
  { key: 'attachments.maxMegabytes', title: 'Largest attachment in megabytes', group: 'Attachments', schema: { type: 'integer', minimum: 1, maximum: 2000 }, default: 50 },
  { key: 'attachments.keepDeletedDays', title: 'Days that files of deleted attachments are kept', group: 'Attachments', schema: { type: 'integer', minimum: 1, maximum: 3650 }, default: 180 },
]

export type NewAttachment = { assetId: number; name: string; description?: string | undefined; content: Readable }

/** Keeps the file, then writes the record: a file without a record is removed by the sweep, a record without a file is never there. */
export async function attachFile({ platform, writer }: RecordServices, files: AttachmentFiles, { assetId, name, description, content }: NewAttachment, request: WriteRequest): Promise<number> {
  const file = await files.keep(content, await largestFile(platform))
  const input = { assetId, name: safeFileName(name), ...(description === undefined ? {} : { description }) }
  return writer.create(attachmentModel(platform), input, request, { mediatype: await mediaTypeOf(file.head, name), size: file.size, sha256: file.hash, author: request.caller.label, authorid: request.caller.userId })
}

export async function largestFile(platform: Platform): Promise<number> {
  return Number(await readSetting(platform, 'attachments.maxMegabytes')) * 1_048_576
}

export function attachmentModel({ resources }: Platform): ResourceModel {
  const model = resources.get('attachments')
  if (!model) throw new Problem('INTERNAL', { detail: 'The resource attachments is not registered.' })
  return model
}
