import type { Plugin } from 'vite'

/** The two fonts every page needs are asked for with the document, so that text does not change its face after paint. */
export function preloadFonts(): Plugin {
  const needed = /ibm-plex-(sans-latin-wght-normal|mono-latin-400-normal)-.*\.woff2$/
  return {
    name: 'shopdb-preload-fonts',
    transformIndexHtml: {
      order: 'post',
      handler: (_html, context) =>
        Object.keys(context.bundle ?? {}).filter((file) => needed.test(file)).sort().map((file) => ({
          tag: 'link',
          attrs: { rel: 'preload', as: 'font', type: 'font/woff2', href: `/${file}`, crossorigin: true },
          injectTo: 'head' as const,
        })),
    },
  }
}
