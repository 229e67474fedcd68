import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Problem } from '../../platform/problem.ts'
import { recordSchema } from '../../platform/resources/input-schema.ts'
import { writeRequest, type RecordServices } from '../records/index.ts'
import { attachFile, attachmentModel, largestFile } from './attach-file.ts'
import type { AttachmentFiles } from './attachment-files.ts'
import { contentDisposition, isShown } from './media-type.ts'
import { findAttachment } from './store.ts'

type Upload = { Querystring: { assetId: number; name: string; description?: string } }
type Content = { Params: { id: number }; Querystring: { inline?: boolean } }

const positive = { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER } as const
const uploadQuery = { type: 'object', additionalProperties: false, required: ['assetId', 'name'], properties: { assetId: positive, name: { type: 'string', minLength: 1, maxLength: 255, description: 'Name of the file.' }, description: { type: 'string', maxLength: 500 } } } as const
const contentQuery = { type: 'object', additionalProperties: false, properties: { inline: { type: 'boolean', description: 'Show images, PDF and plain text instead of downloading them.' } } } as const
const params = { type: 'object', required: ['id'], properties: { id: positive } } as const
const tags = ['Attachments']
const highestLimit = 2_000 * 1_048_576

/** What attachments have beyond the operations of every record: the upload and the file. */
export async function registerAttachmentRoutes(http: FastifyInstance, services: RecordServices, files: AttachmentFiles): Promise<void> {
  await http.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload))
    scope.post<Upload>('/api/attachments', { config: { permission: 'attachments.write', takes: ['*/*'] }, bodyLimit: highestLimit, schema: { summary: 'Attach a file to an asset', description: 'The body is the file itself. What it is, is seen from its content.', tags, querystring: uploadQuery, response: { 201: recordSchema(attachmentModel(services.platform)) } } }, (request, reply) => upload(services, files, request, reply))
  })
  http.get<Content>('/api/attachments/:id/content', { config: { permission: 'attachments.read' }, schema: { summary: 'The file of an attachment', tags, params, querystring: contentQuery } }, (request, reply) => sendContent(services, files, request, reply))
}

async function upload(services: RecordServices, files: AttachmentFiles, request: FastifyRequest<Upload>, reply: FastifyReply): Promise<unknown> {
  const { platform } = services
  const { assetId, name, description } = request.query
  const assets = platform.resources.get('assets')
  if (!assets || !(await services.read(assets, assetId))) throw new Problem('NOT_FOUND', { detail: 'There is no such asset.' })
  await services.assertVisible(assets, request.caller, assetId)
  if (!(request.body instanceof Readable)) throw new Problem('BODY_UNREADABLE', { detail: 'The body is empty; it is the file itself.' })
  const most = await largestFile(platform)
  if (Number(request.headers['content-length'] ?? 0) > most) throw new Problem('BODY_TOO_LARGE', { detail: `A file may have ${most / 1_048_576} MB here. An administrator can change the setting "attachments.maxMegabytes".` })
  const id = await attachFile(services, files, { assetId, name, description, content: request.body }, writeRequest(request, null))
  void reply.code(201).header('location', `/api/attachments/${id}`)
  return services.read(attachmentModel(platform), id)
}

/** Never as a page of this origin: HTML and SVG are downloads, and browsers are told not to guess. */
async function sendContent(services: RecordServices, files: AttachmentFiles, request: FastifyRequest<Content>, reply: FastifyReply): Promise<FastifyReply> {
  await services.assertVisible(attachmentModel(services.platform), request.caller, request.params.id)
  const found = await findAttachment(services.platform.database, request.params.id)
  if (!found) throw new Problem('NOT_FOUND')
  const etag = `"${found.hash}"`
  void reply.header('etag', etag).header('cache-control', 'private, max-age=0, must-revalidate')
  if (request.headers['if-none-match'] === etag) return reply.code(304).send()
  if (!(await files.has(found.hash))) throw new Problem('NOT_FOUND', { detail: 'The file is not in the data folder. Restore it from a backup.' })
  const shown = request.query.inline === true && isShown(found.mediaType)
  const type = shown ? found.mediaType : 'application/octet-stream'
  return reply.header('content-type', type === 'text/plain' ? 'text/plain; charset=utf-8' : type).header('content-length', found.size).header('content-disposition', contentDisposition(shown ? 'inline' : 'attachment', found.name)).send(files.open(found.hash))
}
