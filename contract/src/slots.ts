import type { Infer, JsonSchema } from './json-schema.ts'

const assetId = { type: 'integer', description: 'Id of the asset.' } as const
const type = { type: 'string', description: 'Its type, `<plugin>.<type>`.' } as const
const ofAsset = { type: 'object', required: ['assetId', 'type'], properties: { assetId, type } } as const

/**
 * The places of the web application that a plugin may fill, and what each hands to the component there. The number
 * after the slash is the version of the props: a slot whose props change gets a new one, and the old one goes on.
 */
export const slotPropsSchemas = {
  'asset.panel/v1': { ...ofAsset, description: 'A panel on the page of an asset, below its fields.' },
  'asset.action/v1': { ...ofAsset, description: 'A button in the head of the page of an asset.' },
  'map.marker/v1': { ...ofAsset, description: 'Lines below an asset that is selected on the floor map.' },
  'search.result/v1': {
    type: 'object', required: ['id', 'type', 'query'], description: 'One line below a search result. It is read, never clicked: the result itself is what is chosen.',
    properties: { id: { type: 'integer', description: 'Id of the record that was found.' }, type, query: { type: 'string', description: 'The words searched for.' } },
  },
  'dashboard.widget/v1': {
    type: 'object', required: ['widgetId', 'size'], description: 'A tile of the dashboard.',
    properties: { widgetId: { type: 'string', description: 'Id of the declaration.' }, size: { enum: ['small', 'medium', 'large'], description: 'Width on the dashboard.' } },
  },
  'nav.item/v1': {
    type: 'object', required: ['path'], description: 'A badge at an entry of the navigation; about 40 pixels wide.',
    properties: { path: { type: 'string', description: 'Address of the entry.' } },
  },
  'settings.page/v1': {
    type: 'object', required: ['plugin'], description: 'Part of the page `/plugins/<plugin>/settings`, below the form that the host makes from the manifest.',
    properties: { plugin: { type: 'string', description: 'Name of the plugin.' } },
  },
  'page/v1': {
    type: 'object', required: ['path', 'query'], description: 'A page of its own at `/pages/<plugin>/<path>`.',
    properties: { path: { type: 'string', description: 'The whole address below the site.' }, query: { type: 'object', additionalProperties: { type: 'string' }, description: 'The query of the address.' } },
  },
  'page.banner/v1': {
    type: 'object', required: ['path'], description: 'A strip above every page. It draws nothing while it has nothing to say.',
    properties: { path: { type: 'string', description: 'Address of the page below it.' } },
  },
  'palette.command/v1': {
    type: 'object', required: ['query'], description: 'A command of the palette (Ctrl K). The module exports a function as default; choosing the command calls it with these props.',
    properties: { query: { type: 'string', description: 'The words typed so far.' } },
  },
} as const satisfies Record<string, JsonSchema>

/** Id of a slot with its version. */
export type SlotId = keyof typeof slotPropsSchemas

/** What the host hands to a component in each slot. */
export type SlotProps = { [Slot in SlotId]: Infer<(typeof slotPropsSchemas)[Slot]> }

export const slotIds = Object.keys(slotPropsSchemas) as SlotId[] // the keys of a literal
