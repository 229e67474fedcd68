import type { Infer, JsonSchema } from './json-schema.ts'
import { level0Properties } from './plugin-ui-level0.ts'
import { slotPropsSchemas } from './slots.ts'

const path = (description: string) => ({ type: 'string', pattern: '^[a-z0-9]+(?:[/-][a-z0-9]+)*$', maxLength: 100, description }) as const
const slotNames = Object.keys(slotPropsSchemas)

/** One component (or command) in one slot. */
export const slotEntrySchema = {
  type: 'object',
  additionalProperties: false,
  required: ['slot', 'id', 'title', 'module'],
  properties: {
    slot: { type: 'string', enum: slotNames, description: 'Id of the slot with its version.' },
    id: { type: 'string', pattern: '^[a-z][a-z0-9-]{0,59}$', description: 'Unique within the plugin. A message `slots.<id>` replaces the title in a language.' },
    title: { type: 'string', minLength: 1, maxLength: 80, description: 'Heading of a panel, tile or page; label of a command.' },
    module: { type: 'string', pattern: '^ui/(?:[A-Za-z0-9_-][A-Za-z0-9._-]*/)*[A-Za-z0-9_-][A-Za-z0-9._-]*\\.(?:vue|ts|js|mjs)$', maxLength: 200, description: 'File relative to the plugin: a source (`ui/doors.vue`), compiled by the host, or a file of a build of your own (`ui/dist/doors.js`).' },
    types: { type: 'array', maxItems: 50, uniqueItems: true, items: { type: 'string', pattern: '^[a-z][a-z0-9]{1,31}\\.[a-z][a-z0-9]{1,31}$' }, description: 'Asset types it is shown for. Default: every type of the plugin; every type of all when the plugin has none.' },
    permission: { type: 'string', pattern: '^[a-z][a-z0-9]{1,47}\\.[a-z][a-z0-9]{1,31}$', description: 'Who does not have it does not get the entry.' },
    order: { type: 'integer', minimum: 0, maximum: 10_000, description: 'Lower numbers first; default 100.' },
    height: { type: 'integer', minimum: 24, maximum: 1200, description: 'Pixels kept free for a panel or tile, so that nothing moves when it arrives. Higher content gets a button that shows all of it.' },
    size: { type: 'string', enum: ['small', 'medium', 'large'], description: 'Width of a tile of the dashboard; default `small`.' },
    path: path('page/v1: address below `/pages/<plugin>/`; default: the id.'),
    at: { type: 'string', pattern: '^/[a-z0-9/_-]*$', maxLength: 200, description: 'nav.item/v1: address of the navigation entry it stands at.' },
    icon: { type: 'string', pattern: '^[a-z0-9-]{1,60}$', description: 'Lucide name of an icon: of a command.' },
  },
} as const satisfies JsonSchema

const messageTree = { type: 'object', description: 'Texts by key; a component finds them as `t(\'<plugin>.<key>\')`. Values may be objects of further keys.', additionalProperties: { type: ['string', 'object'] } } as const satisfies JsonSchema

/** `ui/schema.json`: everything a plugin shows. One file, read and judged before any code. */
export const pluginUiSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  additionalProperties: false,
  properties: {
    $schema: { type: 'string' },
    slots: { type: 'array', maxItems: 200, items: slotEntrySchema, description: 'Components of the plugin and the slots they fill.' },
    ...level0Properties,
    messages: { type: 'object', maxProperties: 20, propertyNames: { pattern: '^[a-z]{2}$' }, additionalProperties: messageTree, description: 'Texts by language (`en`, `de`). Files `ui/messages/<language>.json` are the same, one language each.' },
  },
} as const satisfies JsonSchema

/** A `ui/schema.json` that passed `pluginUiSchema`. */
export type PluginUi = Infer<typeof pluginUiSchema>
export type SlotEntry = Infer<typeof slotEntrySchema>

/** Texts of a plugin in one language. */
export type MessageTree = { [key: string]: string | MessageTree }

/** Why a module cannot be loaded; the slot shows it. */
export type UiModuleProblem = { message: string; file: string; line: number | null; fix: string }

/** One filled slot, as `GET /api/plugins/ui` answers it. */
export type UiItem = {
  plugin: string
  /** Title of the plugin, for people. */
  pluginTitle: string
  slot: string
  id: string
  title: string
  /** Address to import; it changes with the content. Null when the module has a problem. */
  module: string | null
  problem: UiModuleProblem | null
  /** Addresses of style sheets to link before it is shown. */
  styles: string[]
  /** Asset types it is shown for; empty: all. */
  types: string[]
  permission: string | null
  order: number
  height: number | null
  size: 'small' | 'medium' | 'large'
  /** page/v1: the whole address. nav.item/v1: address of the navigation entry. */
  path: string | null
  icon: string | null
}

/** The answer of `GET /api/plugins/ui`. */
export type UiAnswer = {
  /** Changes whenever anything in it does. */
  revision: string
  items: UiItem[]
  /** By language, then by plugin. */
  messages: Record<string, Record<string, MessageTree>>
  /** The server tells of changes at once at `/api/plugins/ui/changes` (in development). */
  live: boolean
}
