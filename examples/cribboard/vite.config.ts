import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

// Vue and the kit come from the host, by the import map; everything else would be put into the files.
export default defineConfig({
  root: import.meta.dirname,
  plugins: [vue()],
  define: { 'process.env.NODE_ENV': '"production"' },
  build: {
    outDir: 'ui/dist',
    emptyOutDir: true,
    target: 'es2022',
    minify: false,
    lib: { entry: { 'wall-board': 'src/wall-board.vue', 'fullest-crib': 'src/fullest-crib.vue' }, formats: ['es'], cssFileName: 'cribboard' },
    rolldownOptions: { external: ['vue', '@shopdb/ui'], output: { entryFileNames: '[name].js', chunkFileNames: '[name].js' } },
  },
})
