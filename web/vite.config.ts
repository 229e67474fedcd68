import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'
import { compressFiles } from './build/compress-files.ts'
import { directKitImports } from './build/direct-kit-imports.ts'
import { lateKitParts } from './build/late-kit-parts.ts'
import { layerOrder } from './build/layer-order.ts'
import { preloadFonts } from './build/preload-fonts.ts'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/** Entries that plugins import by the import map keep one address over all releases. */
const stableEntries = new Set(['vue', 'ui'])

export default defineConfig(({ command }) => ({
  root: here('.'),
  plugins: [directKitImports(here('./src/ui/index.ts')), lateKitParts(here('./src/ui/index.ts')), vue(), preloadFonts(), layerOrder(), compressFiles()],
  resolve: {
    alias: [
      { find: /^@shopdb\/ui$/, replacement: here('./src/ui/index.ts') },
      // The router's production build; the plain one brings hooks for developer tools into every first load.
      ...(command === 'build' ? [{ find: /^vue-router$/, replacement: 'vue-router/dist/vue-router.esm-browser.prod.js' }] : []),
    ],
  },
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
      input: { index: here('./index.html'), vue: here('./src/plugin-host/sdk-vue.ts'), ui: here('./src/plugin-host/sdk-ui.ts') },
      output: {
        entryFileNames: (chunk) => (stableEntries.has(chunk.name) ? 'sdk/[name].js' : 'assets/[name]-[hash].js'),
      },
    },
  },
}))
