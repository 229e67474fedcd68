import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { pageOf, smallListQuery, type SmallListQuery } from '../../platform/http/small-list.ts'
import type { Platform } from '../../platform/platform.ts'
import type { SettingDeclaration, SettingValue } from '../../platform/setting-registry.ts'
import { declared, writeSetting } from './settings.ts'
import { loadSettings, type StoredSetting } from './store.ts'

type ByKey = { Params: { key: string } }
type ListQuery = SmallListQuery & { prefix?: string }
type ValueBody = { value: SettingValue }

const params = { type: 'object', properties: { key: { type: 'string', maxLength: 200 } } } as const
const query = { type: 'object', additionalProperties: false, properties: { ...smallListQuery, prefix: { type: 'string', maxLength: 200, description: 'Only keys that begin with this, such as plugin.usb.' } } } as const
const body = { type: 'object', additionalProperties: false, required: ['value'], properties: { value: { description: 'As the schema of the setting says.' } } } as const
const tags = ['Settings']

export function settingRoutes(http: FastifyInstance, platform: Platform): void {
  const read = { config: { permission: 'settings.read' } }
  const write = { config: { permission: 'settings.write' } }
  http.get<{ Querystring: ListQuery }>('/api/settings', { ...read, schema: { summary: 'List settings with their values', tags, querystring: query } }, (request) => listSettings(platform, request.query))
  http.get<ByKey>('/api/settings/:key', { ...read, schema: { summary: 'Get one setting', tags, params } }, (request) => getSetting(platform, request.params.key))
  http.put<ByKey & { Body: ValueBody }>('/api/settings/:key', { ...write, schema: { summary: 'Set a value', tags, params, body } }, async (request) => {
    await writeSetting(platform, request.caller, request.params.key, request.body.value)
    return getSetting(platform, request.params.key)
  })
  http.delete<ByKey>('/api/settings/:key', { ...write, schema: { summary: 'Go back to the default', tags, params } }, (request, reply) => resetSetting(platform, request, reply))
}

/** Of a secret only whether there is one. */
function present({ key, title, group, schema, secret = false, default: preset }: SettingDeclaration, stored: StoredSetting | undefined) {
  const modifiedAt = stored === undefined ? null : new Date(stored.modifiedAt).toISOString()
  const value = stored === undefined ? preset : stored.value
  return { key, title, group: group ?? null, schema, secret, isDefault: stored === undefined, modifiedAt, ...(secret ? { value: null, default: null, isSet: stored !== undefined } : { value, default: preset }) }
}

async function listSettings({ database, settings }: Platform, wanted: ListQuery) {
  const stored = await loadSettings(database)
  const declarations = settings.all().filter(({ key }) => key.startsWith(wanted.prefix ?? ''))
  return pageOf(declarations.map((declaration) => present(declaration, stored.get(declaration.key))), wanted, ({ key, title }) => `${key} ${title}`)
}

async function getSetting(platform: Platform, key: string) {
  const declaration = declared(platform, key)
  return present(declaration, (await loadSettings(platform.database)).get(key))
}

async function resetSetting(platform: Platform, request: FastifyRequest<ByKey>, reply: FastifyReply) {
  await writeSetting(platform, request.caller, request.params.key, undefined)
  return reply.code(204).send()
}
