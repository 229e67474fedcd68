import { createHash } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { imageSize } from 'image-size'
import type { Platform } from '../../platform/platform.ts'
import { Problem } from '../../platform/problem.ts'
import { changeContext, writeChanges } from '../changes/index.ts'
import { findFloorPlan } from './store.ts'

type ById = { Params: { id: number } }

const idSchema = { type: 'object', properties: { id: { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER } }, required: ['id'] } as const
const imageTypes: Readonly<Record<string, string>> = { 'image/png': 'png', 'image/jpeg': 'jpg', 'image/webp': 'webp', 'image/svg+xml': 'svg' }
const largestImage = 20 * 1024 * 1024

/** The image of a floor plan: stored as a file named by its hash, so that an old one stays for history. */
export function registerFloorPlanRoutes(http: FastifyInstance, platform: Platform): void {
  http.addContentTypeParser(Object.keys(imageTypes), { parseAs: 'buffer', bodyLimit: largestImage }, (_request, body, done) => done(null, body))
  http.get<ById>('/api/floorplans/:id/image', { config: { permission: 'locations.read' }, schema: { summary: 'Get the image of a floor plan', tags: ['Floor plans'], params: idSchema } }, (request, reply) => sendImage(platform, request.params.id, request.headers['if-none-match'], reply))
  http.put<ById>('/api/floorplans/:id/image', { bodyLimit: largestImage, config: { permission: 'locations.write', takes: Object.keys(imageTypes) }, schema: { summary: 'Set the image of a floor plan', description: 'The body is the image itself: PNG, JPEG, WebP or SVG, 20 MB at most.', tags: ['Floor plans'], params: idSchema } }, async (request) => {
    if (!Buffer.isBuffer(request.body)) throw new Problem('MEDIA_TYPE_UNSUPPORTED', { detail: `Send the image itself as ${Object.keys(imageTypes).join(', ')}.` })
    return storeImage(platform, request.params.id, request.body, changeContext(request.caller, 'web', request.id, platform.now()))
  })
}

async function storeImage(platform: Platform, id: number, image: Buffer, context: ReturnType<typeof changeContext>): Promise<Record<string, unknown>> {
  const { width, height, type } = measure(image)
  const hash = createHash('sha256').update(image).digest('hex')
  const folder = join(platform.config.dataDir, 'floorplans')
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, `${hash}.${imageTypes[type] ?? 'bin'}`), image)
  await platform.database.write(async (transaction) => {
    const plan = await findFloorPlan(transaction, id)
    if (!plan) throw new Problem('NOT_FOUND')
    const before = { ...plan.columns, version: plan.version }
    const after = { imagehash: hash, imagetype: type, width, height, version: plan.version + 1 }
    await writeChanges(transaction, context, [{ kind: 'floorplans', entityId: id, label: plan.name, action: 'updated', rows: [{ table: 'floorplans', key: ['id', id], before, after }] }])
  })
  return { id, imageHash: hash, imageType: type, width, height }
}

/** The image itself says what it is; the content type of the request is only a wish. */
function measure(image: Buffer): { width: number; height: number; type: string } {
  try {
    const { width, height, type } = imageSize(image)
    const found = Object.entries(imageTypes).find(([, extension]) => extension === type)
    if (found && width > 0 && height > 0) return { width: Math.round(width), height: Math.round(height), type: found[0] }
  } catch (cause) {
    throw new Problem('RULE_BROKEN', { detail: 'This is not an image that can be read.', cause })
  }
  throw new Problem('RULE_BROKEN', { detail: `A floor plan is a PNG, JPEG, WebP or SVG image with a size.` })
}

/** An SVG may hold scripts: shown as an image it cannot run them, opened by itself this policy forbids it. */
const imagePolicy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"

async function sendImage(platform: Platform, id: number, known: string | undefined, reply: FastifyReply): Promise<FastifyReply> {
  const image = (await findFloorPlan(platform.database, id))?.columns
  if (!image?.imagehash) throw new Problem('NOT_FOUND', { detail: 'This floor plan has no image.' })
  const etag = `"${image.imagehash}"`
  if (known === etag) return reply.code(304).send()
  const type = String(image.imagetype)
  const bytes = await readFile(join(platform.config.dataDir, 'floorplans', `${image.imagehash}.${imageTypes[type] ?? 'bin'}`)).catch((cause: unknown) => {
    throw new Problem('NOT_FOUND', { detail: 'The file of this image is not in the data folder.', cause })
  })
  return reply.header('content-type', type).header('etag', etag).header('cache-control', 'private, max-age=0, must-revalidate').header('content-security-policy', imagePolicy).send(bytes)
}
