import { navigationEntrySchema } from './manifest.ts'
import { eventNames } from './events.ts'
import type { JsonSchema } from './json-schema.ts'
import { contentColumnSchema } from './plugin-content.ts'

const id = { type: 'string', pattern: '^[a-z][a-z0-9]*([.-][a-z0-9]+)*$', maxLength: 80 } as const
/** As clients write it; the names that Socket.IO keeps for itself are not among them. */
const wireName = { type: 'string', pattern: '^(?!(connect|connect_error|disconnect|disconnecting|newListener|removeListener|goodbye)$)[A-Za-z][A-Za-z0-9_.:-]{0,79}$' } as const
const title = { type: 'string', minLength: 1, maxLength: 120 } as const
const permission = { type: 'string', pattern: '^[a-z][a-z0-9]{1,47}\\.[a-z][a-z0-9]{1,31}$' } as const
const callable = { callable: true } as const
const flag = { type: 'string', pattern: '^[a-z][A-Za-z0-9]{0,63}$' } as const
const event = { enum: eventNames } as const
const assetType = { type: 'string', pattern: '^[a-z][a-z0-9]{1,31}\\.[a-z][a-z0-9]{1,31}$' } as const

/** A list of closed objects. */
function listOf(properties: Record<string, JsonSchema>, required: readonly string[]): JsonSchema {
  return { type: 'array', maxItems: 200, items: { type: 'object', additionalProperties: false, properties, required } }
}

/**
 * What each hook must answer, by its name. The host checks every result against it and refuses the plugin when it
 * does not hold. Hooks without an entry (`init` and the lifecycle ones) answer nothing.
 */
export const hookResultSchemas = {
  routes: listOf({
    method: { enum: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] }, path: { type: 'string', pattern: '^/(?!.*\\.\\.)[A-Za-z0-9/:._-]*$', maxLength: 200 }, permission, flag, feed: { type: 'boolean' }, health: { type: 'boolean' }, summary: title,
    description: { type: 'string' }, params: { type: 'object' }, query: { type: 'object' }, body: { type: 'object' }, answer: {}, status: { type: 'integer', minimum: 200, maximum: 299 }, timeLimit: { type: 'integer', minimum: 1, maximum: 600_000 }, handle: callable,
  }, ['method', 'path', 'permission', 'summary', 'handle']),
  commands: listOf({ name: id, description: title, permission, parameters: { type: 'object' }, run: callable }, ['name', 'description', 'run']),
  services: { type: 'object', additionalProperties: callable },
  widgets: listOf({ id, title, kind: { enum: ['counter', 'table', 'chart'] }, permission, size: { enum: ['small', 'medium', 'large'] }, refreshSeconds: { type: 'integer', minimum: 5, maximum: 86_400 }, load: callable }, ['id', 'title', 'kind', 'load']),
  navigation: { type: 'array', maxItems: 20, items: navigationEntrySchema },
  searchFields: listOf({ type: assetType, load: callable }, ['type', 'load']),
  collected: listOf({ type: assetType, take: callable }, ['type', 'take']),
  jobs: listOf({ name: id, title, everySeconds: { type: 'integer', minimum: 10, maximum: 31_536_000 }, at: { type: 'string', pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$' }, timeLimit: { type: 'integer', minimum: 1, maximum: 86_400_000 }, retries: { type: 'integer', minimum: 0, maximum: 10 }, run: callable }, ['name', 'title', 'run']),
  workers: listOf({ name: id, title, everywhere: { type: 'boolean' }, run: callable }, ['name', 'title', 'run']),
  consumers: listOf({ name: id, events: { type: 'array', minItems: 1, maxItems: 20, items: event }, consume: callable }, ['name', 'events', 'consume']),
  topics: listOf({ name: id, title, permission, message: { type: 'object' }, retained: { type: 'boolean' }, keep: { type: 'integer', minimum: 1, maximum: 100 }, window: { type: 'integer', minimum: 1, maximum: 60_000 }, key: flag, mayEnter: callable, subscribed: callable, unsubscribed: callable }, ['name', 'title', 'permission']),
  sockets: {
    type: 'object', additionalProperties: false, required: ['permission', 'events'],
    properties: {
      permission,
      events: listOf({ name: wireName, title, permission, flag, body: { type: 'object' }, handle: callable }, ['name', 'title', 'handle']),
      emits: listOf({ name: wireName, title, body: { type: 'object' }, window: { type: 'integer', minimum: 1, maximum: 60_000 }, key: flag, slow: { enum: ['newest', 'end'] } }, ['name', 'title']),
      limit: { type: 'object', additionalProperties: false, required: ['events', 'seconds'], properties: { events: { type: 'integer', minimum: 1, maximum: 100_000 }, seconds: { type: 'integer', minimum: 1, maximum: 3600 } } },
      connected: callable, disconnected: callable, joined: callable, left: callable, refused: callable, sweep: callable,
    },
  },
  health: { type: 'object', additionalProperties: false, required: ['status'], properties: { status: { enum: ['ok', 'degraded', 'down'] }, detail: { type: 'string', maxLength: 500 }, figures: { type: 'object', additionalProperties: { type: ['number', 'string', 'boolean', 'null'] } } } },
  reports: listOf({
    id, title, description: { type: 'string', maxLength: 1000 }, permission, parameters: { type: 'object' }, columns: { type: 'array', minItems: 1, maxItems: 100, items: contentColumnSchema },
    chart: { type: 'object', additionalProperties: false, required: ['kind', 'label'], properties: { kind: { enum: ['bar', 'line', 'donut'] }, label: { type: 'string' }, values: { type: 'array', minItems: 1, maxItems: 10, items: { type: 'string' } } } },
    run: callable,
  }, ['id', 'title', 'columns', 'run']),
  mapMarkers: listOf({ type: assetType, load: callable }, ['type', 'load']),
  assetPanels: listOf({ id, title, types: { type: 'array', items: assetType }, kind: { enum: ['fields', 'table', 'chart'] }, permission, order: { type: 'integer' }, load: callable }, ['id', 'title', 'kind', 'load']),
  searchResults: listOf({ type: assetType, load: callable }, ['type', 'load']),
  demo: { type: 'object', additionalProperties: false, required: ['fill'], properties: { order: { type: 'integer', description: 'Lower numbers first, among plugins that do not depend on each other; default 100.' }, fill: callable } },
} as const satisfies Record<string, JsonSchema>

export type ResultHook = keyof typeof hookResultSchemas

/** Called once when their moment comes; they answer nothing. */
export const lifecycleHooks = ['onInstall', 'onUninstall', 'onEnable', 'onDisable'] as const
export type LifecycleHook = (typeof lifecycleHooks)[number]

/** Asked when something has failed; it answers an error, or nothing. */
export const errorHook = 'mapError'

/** Every name the default export of a plugin.ts may have. */
export const hookNames: readonly string[] = ['init', ...Object.keys(hookResultSchemas), errorHook, ...lifecycleHooks]
