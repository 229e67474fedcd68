import type { PluginOf } from '@shopdb/plugin-api'
import { countDue } from './store.ts'

type Manifest = { name: 'toolcribs'; settings: { type: 'object'; properties: { countEveryDays: { type: 'integer' } }; required: ['countEveryDays'] } }

const day = 24 * 60 * 60 * 1000

export default {
  routes: ({ route, settings, database }) => [
    route({
      method: 'GET', path: '/due', permission: 'toolcribs.read', summary: 'How many tool cribs wait to be counted',
      handle: async () => {
        const before = new Date(Date.now() - settings.countEveryDays * day).toISOString().slice(0, 10)
        return { count: await countDue(database, before), days: settings.countEveryDays, before }
      },
    }),
  ],
} satisfies PluginOf<Manifest>
