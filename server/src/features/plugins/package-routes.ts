import type { FastifyInstance, FastifyRequest } from 'fastify'
import { packageLimits, refusePackage } from '../../plugin-host/index.ts'
import type { AddedResult, PluginAddition } from './add-plugin.ts'
import { nameParameter } from './plugin-schema.ts'

const tags = ['Plugins']
const text = { type: 'string' } as const
const version = { type: 'string', minLength: 1, maxLength: 64 } as const
const added = {
  type: 'object',
  properties: {
    name: text, version: text, previousVersion: { type: ['string', 'null'] }, versions: { type: 'array', items: text, description: 'Kept in the data folder; each can be chosen again.' },
    signedBy: { type: ['string', 'null'], description: 'The trusted key it was signed with; null when the site has none.' }, contractVersions: { type: 'array', items: text }, tier: { type: ['string', 'null'] }, state: text,
  },
} as const
/** As browsers and curl send a file. */
const contentTypes = ['application/octet-stream', 'application/gzip', 'application/x-gzip']

type Choose = { Params: { name: string }; Body: { version: string } }
type Named = { Params: { name: string } }

/** Packages of plugins: upload, versions, removal. */
export async function packageRoutes(http: FastifyInstance, addition: PluginAddition): Promise<void> {
  const manage = { config: { permission: 'plugins.manage' } }
  // Only here: a body of bytes stays refused everywhere else.
  await http.register(async (scope) => {
    scope.addContentTypeParser(contentTypes, { parseAs: 'buffer', bodyLimit: packageLimits.packed }, (_request, body, done) => done(null, body))
    scope.post('/api/plugins', { config: { ...manage.config, takes: contentTypes }, schema: { summary: 'Add a plugin, or a newer version of one, from a package', description: 'The body is the file that "shopdb plugin pack" wrote, as application/octet-stream. A plugin that runs is upgraded at once; a new one is discovered and can be installed.', tags, response: { 201: added } } }, async (request, reply) => {
      const result = await addPackage(addition, request)
      return reply.code(201).send(result)
    })
  })
  http.post<Choose>('/api/plugins/:name/version', { ...manage, schema: { summary: 'Choose another version of an added plugin', tags, params: nameParameter, body: { type: 'object', additionalProperties: false, required: ['version'], properties: { version } }, response: { 200: added } } }, async (request) =>
    noted(request, await addition.use(request.params.name, request.body.version)))
  http.delete<Named>('/api/plugins/:name/package', { ...manage, schema: { summary: 'Remove the files of an added plugin that is not installed', tags, params: nameParameter, response: { 204: { type: 'null' } } } }, async (request, reply) => {
    await addition.remove(request.params.name)
    request.log.info({ plugin: request.params.name, by: request.caller.label }, 'plugin removed from the data folder')
    return reply.code(204).send()
  })
}

async function addPackage(addition: PluginAddition, request: FastifyRequest): Promise<AddedResult> {
  if (!Buffer.isBuffer(request.body)) throw refusePackage('The request has no file: send the package as application/octet-stream.')
  return noted(request, await addition.add(request.body))
}

function noted(request: FastifyRequest, result: AddedResult): AddedResult {
  request.log.info({ plugin: result.name, version: result.version, previousVersion: result.previousVersion, signedBy: result.signedBy, by: request.caller.label }, 'plugin added')
  return result
}
