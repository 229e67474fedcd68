import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['{contract,plugin-api,server,cli,tools,launcher,bench}/**/*.test.ts', 'plugins/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 120_000,
  },
})
