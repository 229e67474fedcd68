import { pluginStates, uninstallFates, uninstallPolicies } from '@shopdb/contract/plugins'

const text = { type: ['string', 'null'] } as const
const words = { type: 'array', items: { type: 'string' } } as const
const finding = {
  type: 'object',
  properties: { id: { type: 'string' }, severity: { type: 'string', enum: ['error', 'warning'] }, plugin: { type: 'string' }, file: { type: 'string' }, path: { type: 'string' }, message: { type: 'string' }, fix: { type: 'string' } },
} as const

const archiveSchema = { type: 'object', required: ['id', 'at', 'rows'], properties: { id: { type: 'string' }, at: { type: 'string' }, version: text, rows: { type: 'integer' }, bytes: { type: 'integer' } } } as const

/** One plugin in a list. */
export const pluginSummarySchema = {
  type: 'object',
  required: ['name', 'version', 'state', 'contractVersion'],
  properties: {
    name: { type: 'string' }, title: { type: 'string' }, version: text, installedVersion: text, description: text, author: text, icon: text,
    state: { type: 'string', enum: pluginStates }, bundled: { type: 'boolean' }, coreVersion: text, contractVersion: { type: 'string' }, apiPrefix: text,
    dependencies: { type: 'object', additionalProperties: { type: 'string' } }, blockedBy: words, reason: text,
    error: { type: ['object', 'null'], properties: { stage: { type: 'string' }, message: { type: 'string' }, code: { type: 'string' }, at: { type: 'string' } } },
    capabilities: words, approvedCapabilities: words, findings: { type: 'array', items: finding }, installedAt: text, nextStep: text,
  },
} as const

/** One plugin with everything it registered. */
export const pluginDetailSchema = {
  type: 'object',
  required: pluginSummarySchema.required,
  properties: {
    ...pluginSummarySchema.properties,
    registrations: { type: 'array', items: { type: 'object', properties: { point: { type: 'string' }, title: { type: 'string' } } } },
    routes: { type: 'array', items: { type: 'object', properties: { method: { type: 'string' }, path: { type: 'string' }, permission: text } } },
    activationMilliseconds: { type: ['integer', 'null'] }, faults: { type: 'integer' }, archives: { type: 'array', items: archiveSchema },
  },
} as const

export const navigationSchema = {
  type: 'object', required: ['items'],
  properties: {
    items: {
      type: 'array',
      items: { type: 'object', required: ['id', 'title', 'path'], properties: { id: { type: 'string' }, title: { type: 'string' }, icon: text, path: { type: 'string' }, section: text, order: { type: 'integer' }, plugin: text } },
    },
  },
} as const

export const nameParameter = { type: 'object', required: ['name'], properties: { name: { type: 'string', maxLength: 64 } } } as const
export const installBody = { type: 'object', additionalProperties: false, properties: { approve: { type: 'boolean', description: 'Grants the capabilities the plugin asks for.' } } } as const
export const emptyBody = { type: 'object', additionalProperties: false } as const
export const uninstallQuery = { type: 'object', additionalProperties: false, properties: { policy: { type: 'string', enum: uninstallPolicies, description: 'What becomes of its data; default: what its manifest says, else archive.' } } } as const
export const restoreBody = { type: 'object', additionalProperties: false, properties: { archive: { type: 'string', maxLength: 40, pattern: '^[0-9T]+(-[0-9]+)?$', description: 'One of "archives"; default the newest.' } } } as const

const entries = {
  type: 'array',
  items: { type: 'object', properties: { what: { type: 'string', enum: ['table', 'rows', 'values', 'counter', 'migrations', 'folder'] }, name: { type: 'string' }, count: { type: 'integer' }, fate: { type: 'string', enum: uninstallFates } } },
} as const
const policy = { type: 'string', enum: uninstallPolicies } as const

/** What uninstalling would do. */
export const uninstallPlanSchema = { type: 'object', required: ['name', 'policy', 'entries'], properties: { name: { type: 'string' }, policy, blockedBy: words, entries, remains: words } } as const
/** What it has done. */
export const uninstallResultSchema = { type: 'object', required: ['name', 'policy', 'entries'], properties: { name: { type: 'string' }, policy, archive: { ...archiveSchema, type: ['object', 'null'] }, entries } } as const
export const restoredSchema = { type: 'object', required: pluginSummarySchema.required, properties: { ...pluginDetailSchema.properties, restored: { type: 'object', properties: { archive: archiveSchema, rows: { type: 'integer' } } } } } as const
