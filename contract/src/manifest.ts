import { eventNames } from './events.ts'
import type { Infer, JsonSchema } from './json-schema.ts'

/** A plugin's name, which is its folder's name too: lower-case letters and digits. */
export const pluginNamePattern = '^[a-z][a-z0-9]{1,31}$'

/** Names a plugin cannot have: they are, or may become, addresses of the platform itself. */
export const reservedPluginNames: readonly string[] = [
  'admin', 'api', 'applications', 'applicationversions', 'assets', 'assettypes', 'attachments', 'audit', 'auditlog', 'auth', 'bulk', 'businessunits',
  'changes', 'collect', 'collector', 'collectors', 'commands', 'comments', 'communications', 'communicationtypes', 'core', 'csrf', 'customfields', 'dashboard', 'db', 'deliveries', 'docs', 'doctor',
  'events', 'export', 'exports', 'feeds', 'files', 'flags', 'floorplans', 'health', 'help', 'history', 'host', 'import', 'imports', 'installedapplications', 'jobs', 'knowledgebase', 'knowledgebasearticles',
  'locations', 'login', 'logout', 'map', 'maps', 'me', 'metrics', 'models', 'navigation', 'notices', 'openapi', 'operatingsystems', 'permissions', 'platform',
  'plugin', 'plugins', 'public', 'quarantine', 'realtime', 'relationships', 'relationshiptypes', 'reports', 'roles', 'savedviews', 'search', 'seed', 'serve', 'sessions',
  'settings', 'setup', 'shopdb', 'static', 'statuses', 'system', 'tags', 'test', 'tests', 'token', 'tokens', 'types', 'ui', 'user', 'users', 'vendors', 'webhooks',
]

const text = (description: string, maxLength: number) => ({ type: 'string', minLength: 1, maxLength, description }) as const
const tableName = '^[a-z][a-z0-9]{1,47}$'
/** Below which an address of the API may lie. */
const address = '^/api/[a-z0-9]+(/[a-z0-9]+)*$'
const permissionId = '^[a-z][a-z0-9]{1,47}\\.[a-z][a-z0-9]{1,31}$'

const permissionSchema = {
  type: 'object',
  description: 'A permission of the plugin, `<plugin>.<verb>`. read, write, delete and collect exist by themselves when the plugin has an asset type; declare one to change its title or roles.',
  additionalProperties: false,
  required: ['id', 'title'],
  properties: {
    id: { type: 'string', pattern: permissionId },
    title: text('What a person may do with it.', 120),
    roles: {
      type: 'array', description: 'Ready-made roles that have it from the start. The administrator always does.', uniqueItems: true,
      items: { type: 'string', enum: ['administrator', 'editor', 'technician', 'viewer', 'collector', 'walldisplay'] },
    },
  },
} as const satisfies JsonSchema

const tableSchema = {
  type: 'object',
  description: 'A table the plugin owns, by its full name: unique over the platform and every plugin.',
  additionalProperties: false,
  required: ['name', 'kind'],
  properties: {
    name: { type: 'string', pattern: tableName },
    kind: {
      type: 'string', enum: ['extension', 'collection', 'resource', 'plain'],
      description: 'extension: the fields of an asset type. collection: items of an array inside one. resource: records of their own, audited and undoable. plain: readings and logs, written outside the audited path.',
    },
    schema: { type: 'string', pattern: '^tables/[a-z0-9-]+\\.json$', description: 'Declaration of a resource or plain table.' },
  },
} as const satisfies JsonSchema

/** One entry of the navigation. */
export const navigationEntrySchema = {
  type: 'object',
  additionalProperties: false,
  required: ['title', 'path'],
  properties: {
    title: text('Word shown in the navigation.', 60),
    path: { type: 'string', pattern: '^/[a-z0-9/_-]*$', maxLength: 200, description: 'Address in the web application.' },
    icon: { type: 'string', pattern: '^[a-z0-9-]{1,60}$', description: 'Lucide name of the icon.' },
    section: text('Heading under which it stands; without it it stands at the top.', 60),
    order: { type: 'integer', minimum: 0, maximum: 10_000, description: 'Lower numbers first; default 100.' },
    permission: { type: 'string', pattern: permissionId, description: 'Shown only to callers who have it.' },
  },
} as const satisfies JsonSchema

const capabilitiesSchema = {
  type: 'object',
  description: 'What the plugin asks of the host beyond its own records. External plugins wait for an administrator to approve it.',
  additionalProperties: false,
  properties: {
    jobs: { type: 'boolean', description: 'Runs work in the background or by schedule.' },
    outbound: { type: 'array', items: text('Host pattern, such as `*.example.com`; `*` is every host.', 253), uniqueItems: true, description: 'Hosts it calls over the network. `*` is for plugins that ask devices whose addresses people enter.' },
    redis: { type: 'array', items: text('Channel pattern, such as `tickstock:*`.', 200), uniqueItems: true, description: 'Redis channels it hears and publishes on, and keys it touches.' },
    foreign_databases: { type: 'array', items: { type: 'string', pattern: '^[a-z][a-z0-9]{1,31}$' }, uniqueItems: true, description: 'Names of databases it reads; the URL of each is the environment variable `<PLUGIN>_<NAME>_URL` or its setting `<name>Url`.' },
    deliver: { type: 'boolean', description: 'Sends mail by the mail server of the site, and webhooks.' },
    people: { type: 'boolean', description: 'Reads names, mail addresses and roles of users.' },
    events: { type: 'array', items: { type: 'string', enum: [...eventNames] }, uniqueItems: true, description: 'Events of the whole site that its hook `consumers` takes, notices of other plugins among them.' },
    files: { type: 'boolean', description: 'Keeps files in a folder of its own.' },
  },
} as const satisfies JsonSchema

/**
 * manifest.json, the single source of truth about a plugin. It is read and judged for all plugins before any plugin
 * code runs. Closed: unknown keys are errors, except those that begin with `x-`.
 */
export const manifestSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'https://shopdb.local/schema/manifest.schema.json',
  title: 'ShopDB plugin manifest',
  type: 'object',
  required: ['name', 'version', 'description', 'core_version'],
  additionalProperties: false,
  patternProperties: { '^x-': true },
  properties: {
    $schema: { type: 'string', description: 'Lets editors complete and check this file.' },
    manifest_version: { type: 'integer', const: 1, description: 'Version of this file format.' },
    name: { type: 'string', pattern: pluginNamePattern, description: 'Lower-case letters and digits; the folder has the same name.' },
    title: text('Name shown to people; default: the name.', 80),
    version: { type: 'string', maxLength: 64, description: 'Version of the plugin (semver), such as `1.4.0`.' },
    description: text('One sentence: what the plugin adds.', 500),
    author: text('Person or company.', 200),
    license: text('SPDX identifier.', 60),
    icon: { type: 'string', pattern: '^[a-z0-9-]{1,60}$', description: 'Lucide name of the icon.' },
    core_version: { type: 'string', minLength: 1, maxLength: 200, description: 'Range over the contract version, such as `>=0.3.0 <0.4.0`. A comma means "and".' },
    api_prefix: { type: 'string', pattern: address, maxLength: 100, description: 'Address of its routes; default `/api/<name>`.' },
    api_aliases: {
      type: 'array', uniqueItems: true, description: 'Further addresses that lead to the same routes, to all of them or to those below one path: `{ "address": "/api/keys", "path": "/lost/keys" }`.',
      items: {
        anyOf: [
          { type: 'string', pattern: address },
          {
            type: 'object', additionalProperties: false, required: ['address', 'path'],
            properties: { address: { type: 'string', pattern: address }, path: { type: 'string', pattern: '^(/[a-z0-9-]+)+$', maxLength: 100, description: 'Path of the plugin to which the address leads.' } },
          },
        ],
      },
    },
    dependencies: { type: 'object', propertyNames: { pattern: pluginNamePattern }, additionalProperties: { type: 'string', minLength: 1, maxLength: 200 }, description: 'Plugins it cannot do without, with a range over their version.' },
    after: { type: 'array', uniqueItems: true, items: { type: 'string', pattern: pluginNamePattern }, description: 'Plugins that start before it when they are there.' },
    requires: { type: 'array', uniqueItems: true, items: { type: 'string', pattern: '^[a-z][a-z0-9-]{1,40}$' }, description: 'Named features of the host it cannot do without.' },
    capabilities: capabilitiesSchema,
    permissions: { type: 'array', items: permissionSchema, maxItems: 50, description: 'What may be allowed to people, beside read, write, delete and collect of its asset types.' },
    asset_types: { type: 'array', uniqueItems: true, maxItems: 30, items: { type: 'string', pattern: '^asset-types/[a-z0-9-]+\\.json$' }, description: 'Files of its asset types.' },
    tables: { type: 'array', items: tableSchema, maxItems: 100, description: 'Every table it owns, by full name. Only these are created, changed and dropped by its migrations.' },
    collector: {
      type: 'object', additionalProperties: false, required: ['identity', 'schema'],
      description: 'Only when what is collected differs from the asset type.',
      properties: {
        identity: { type: 'array', minItems: 1, items: { type: 'array', minItems: 1, items: { type: 'string' } } },
        schema: { type: 'object', description: 'JSON Schema of one record.' },
      },
    },
    settings: {
      type: 'object', required: ['type', 'properties'], additionalProperties: false,
      description: 'JSON Schema of its settings, stored as `plugin.<name>.<key>`.',
      properties: {
        type: { type: 'string', const: 'object' },
        properties: { type: 'object', propertyNames: { pattern: '^[a-z][A-Za-z0-9]{0,63}$' }, additionalProperties: { type: 'object' } },
        required: { type: 'array', items: { type: 'string' } },
      },
    },
    navigation: { type: 'array', items: navigationEntrySchema, maxItems: 20, description: 'Entries of the navigation.' },
    flags: {
      type: 'object', propertyNames: { pattern: '^[a-z][A-Za-z0-9]{0,63}$' },
      description: 'Switches of the plugin; off unless `default` says otherwise.',
      additionalProperties: {
        type: 'object', additionalProperties: false, required: ['title'],
        properties: { title: text('What it switches.', 120), description: text('More about it.', 500), default: { type: 'boolean' } },
      },
    },
    error_format: { type: 'string', enum: ['problem', 'status-message'], description: 'Body of errors of its own routes; default `problem`.' },
    data: { type: 'string', enum: ['keep', 'archive', 'purge'], description: 'What uninstalling does to its data by default; default `archive`.' },
    quality: {
      type: 'object', additionalProperties: false, description: 'About `plugin check`.',
      properties: {
        exempt: {
          type: 'array', description: 'Rules of `plugin check` that do not apply, each with the reason.',
          items: { type: 'object', additionalProperties: false, required: ['rule', 'reason'], properties: { rule: text('Id of the rule.', 100), reason: text('Why it does not apply.', 500) } },
        },
      },
    },
  },
} as const satisfies JsonSchema

/** A manifest that passed `manifestSchema`. Its snake_case keys are the one exception to camelCase. */
export type Manifest = Infer<typeof manifestSchema>

export type NavigationEntry = Infer<typeof navigationEntrySchema>
export type ManifestPermission = Infer<typeof permissionSchema>
export type ManifestTable = Infer<typeof tableSchema>
export type ManifestCapabilities = Infer<typeof capabilitiesSchema>
