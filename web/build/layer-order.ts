import type { Plugin } from 'vite'

const order = '@layer reset,tokens,base,kit,features,plugins;'

/** Style sheets arrive in any order; whichever is first must fix the order of the layers. */
export function layerOrder(): Plugin {
  return {
    name: 'shopdb-layer-order',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        for (const output of Object.values(bundle)) {
          if (output.type === 'asset' && output.fileName.endsWith('.css')) output.source = order + String(output.source)
        }
      },
    },
  }
}
