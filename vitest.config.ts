import { defineConfig } from 'vitest/config'

const server = {
  test: {
    name: 'node',
    include: ['{contract,plugin-api,server,cli,tools,launcher,bench}/**/*.test.ts'],
    pool: 'forks' as const,
    testTimeout: 30_000,
    hookTimeout: 120_000,
  },
}

export default defineConfig({ test: { maxWorkers: 2, projects: [server, 'web'] } })
