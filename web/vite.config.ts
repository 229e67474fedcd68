import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig, type Plugin } from 'vite'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/** The two fonts every page needs are asked for with the document, so that text does not change its face after paint. */
function preloadFonts(): Plugin {
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

/** Entries that plugins import by the import map keep one address over all releases. */
const stableEntries = new Set(['vue', 'ui'])

export default defineConfig({
  root: here('.'),
  plugins: [vue(), preloadFonts()],
  resolve: { alias: [{ find: /^@shopdb\/ui$/, replacement: here('./src/ui/index.ts') }] },
  define: {
    __VUE_OPTIONS_API__: 'true',
    __VUE_PROD_DEVTOOLS__: 'false',
    __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false',
    __VUE_I18N_FULL_INSTALL__: 'false',
    __VUE_I18N_LEGACY_API__: 'false',
    __INTLIFY_PROD_DEVTOOLS__: 'false',
    __INTLIFY_DROP_MESSAGE_COMPILER__: 'false',
    __INTLIFY_JIT_COMPILATION__: 'true',
  },
  build: {
    outDir: here('./dist'),
    emptyOutDir: true,
    target: 'es2022',
    cssTarget: 'chrome123',
    assetsInlineLimit: 0,
    // The polyfill is an inline script, which the content security policy forbids.
    modulePreload: { polyfill: false },
    manifest: true,
    reportCompressedSize: false,
    rolldownOptions: {
      preserveEntrySignatures: 'exports-only',
      input: { index: here('./index.html'), vue: here('./src/plugin-host/sdk-vue.ts'), ui: here('./src/ui/index.ts') },
      output: {
        entryFileNames: (chunk) => (stableEntries.has(chunk.name) ? 'sdk/[name].js' : 'assets/[name]-[hash].js'),
      },
    },
  },
})
