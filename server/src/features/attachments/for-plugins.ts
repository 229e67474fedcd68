import { Readable } from 'node:stream'
import type { Attachment, AttachmentContent, AttachmentsApi } from '@shopdb/plugin-api'
import { systemCaller } from '../../platform/caller.ts'
import { Problem } from '../../platform/problem.ts'
import type { PluginHandle } from '../../plugin-host/index.ts'
import type { RecordServices } from '../records/index.ts'
import { attachFile, attachmentModel } from './attach-file.ts'
import type { AttachmentFiles } from './attachment-files.ts'
import { findAttachment, findAttachments, type StoredAttachment } from './store.ts'

/** Attachments as plugins reach them. A plugin acts as itself and sees every asset. */
export function attachmentsForPlugin(services: RecordServices, files: AttachmentFiles, plugin: PluginHandle): AttachmentsApi {
  const { platform, writer } = services
  const { database } = platform
  const request = { caller: { ...systemCaller, label: `plugin ${plugin.name}` }, source: `plugin:${plugin.name}`, requestId: null, version: 'any' } as const
  const mustFind = async (id: number): Promise<StoredAttachment> => {
    const found = await findAttachment(database, id)
    if (!found) throw new Problem('NOT_FOUND', { detail: `There is no attachment ${id}.` })
    return found
  }
  return {
    list: async (assetId) => (await findAttachments(database, assetId)).map(present),
    get: async (id) => {
      const found = await findAttachment(database, id)
      return found ? present(found) : null
    },
    create: async (assetId, { name, content, description }) => present(await mustFind(await attachFile(services, files, { assetId, name, description, content: streamOf(content) }, request))),
    read: async (id) => {
      const { hash } = await mustFind(id)
      if (!(await files.has(hash))) throw new Problem('NOT_FOUND', { detail: `The file of attachment ${id} is not in the data folder.` })
      return files.open(hash)
    },
    remove: (id) => writer.remove(attachmentModel(platform), id, request),
  }
}

function streamOf(content: AttachmentContent): Readable {
  return typeof content === 'string' || content instanceof Uint8Array ? Readable.from([Buffer.from(content)]) : Readable.from(content, { objectMode: false })
}

function present({ id, assetId, name, mediaType, size, hash, description, author, createdAt }: StoredAttachment): Attachment {
  return { id, assetId, name, mediaType, size, sha256: hash, description, author, createdAt: new Date(createdAt).toISOString() }
}
