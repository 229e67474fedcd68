import type { Infer, JsonSchema } from '@shopdb/contract/json-schema'

const text = { type: ['string', 'null'] } as const
const words = { type: 'array', items: { type: 'string' } } as const

export const screensSchema = {
  type: 'object', required: ['revision', 'items', 'messages', 'live'],
  properties: {
    revision: { type: 'string', description: 'Changes whenever anything in the answer does.' },
    items: {
      type: 'array',
      items: {
        type: 'object', required: ['plugin', 'slot', 'id', 'title', 'module', 'styles', 'types', 'order'],
        properties: {
          plugin: { type: 'string' }, pluginTitle: { type: 'string' }, slot: { type: 'string' }, id: { type: 'string' }, title: { type: 'string' },
          module: { ...text, description: 'Address of the module; null when it has a problem.' },
          problem: { type: ['object', 'null'], properties: { message: { type: 'string' }, file: { type: 'string' }, line: { type: ['integer', 'null'] }, fix: { type: 'string' } } },
          styles: words, types: words, permission: text, order: { type: 'integer' }, height: { type: ['integer', 'null'] }, size: { type: 'string', enum: ['small', 'medium', 'large'] }, path: text, icon: text,
        },
      },
    },
    messages: { type: 'object', additionalProperties: true, description: 'Texts by language, then by plugin.' },
    live: { type: 'boolean', description: 'The server tells of changes at once.' },
  },
} as const satisfies JsonSchema

const shortText = (maxLength: number) => ({ type: 'string', minLength: 1, maxLength }) as const

export const faultBody = {
  type: 'object', additionalProperties: false, required: ['plugin', 'slot', 'part', 'message'],
  properties: { plugin: shortText(32), slot: shortText(60), part: shortText(60), message: shortText(2000), stack: { type: ['string', 'null'], maxLength: 8000 } },
} as const satisfies JsonSchema
export type FaultBody = Infer<typeof faultBody>

export const faultAnswer = { type: 'object', required: ['requestId'], properties: { requestId: { type: 'string' } } } as const
export const nameParameters = { type: 'object', required: ['name'], properties: { name: shortText(32) } } as const
export const refreshAnswer = { type: 'object', required: ['findings'], properties: { findings: { type: 'array', items: { type: 'object', additionalProperties: true } } } } as const
export const fileParameters = { type: 'object', required: ['plugin', 'hash'], properties: { plugin: shortText(32), hash: { type: 'string', pattern: '^[0-9a-f]{16}$' } } } as const
