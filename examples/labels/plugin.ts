import type { JsonSchema, PluginOf } from '@shopdb/plugin-api'
import type { Manifest } from './.shopdb/manifest.d.ts'
import { drawLabel } from './draw-label.ts'

const params = { type: 'object', properties: { assetId: { type: 'integer', minimum: 1 } }, required: ['assetId'] } as const satisfies JsonSchema

export default {
  routes: ({ route, assets, settings, errors, answer }) => [
    route({
      method: 'GET', path: '/:assetId', permission: 'labels.print', summary: 'The label of an asset, as an SVG image', params,
      handle: async ({ params: { assetId } }) => {
        const asset = await assets.get(assetId)
        if (asset === null) throw errors.notFound(`There is no asset ${assetId}.`)
        return answer(200, drawLabel({ site: settings.site, number: asset.assetNumber, name: asset.name ?? '' }), { 'content-type': 'image/svg+xml' })
      },
    }),
  ],
} satisfies PluginOf<Manifest>
