import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { writePlugin } from '@shopdb/server/plugin-host/testing'
import { createDataFolder, runShopdb, startServerDouble } from './testing.ts'

const code = `export default {
  commands: () => [{
    name: 'renumber', description: 'Give lockers new numbers',
    parameters: { type: 'object', properties: { from: { type: 'integer', description: 'first number' }, dryRun: { type: 'boolean' } }, required: ['from'] },
    run: ({ from, dryRun }) => [{ locker: 'L-' + from, changed: !dryRun }],
  }],
}`

describe('npx shopdb <plugin> <command>', () => {
  const place = createDataFolder()
  const plugins = join(place.dataFolder, 'external')
  const environment = { SHOPDB_PLUGIN_DIRS: plugins, SHOPDB_PLUGINS: '' }
  beforeAll(() => {
    mkdirSync(plugins)
    writePlugin(plugins, 'lockerroom', {}, { 'plugin.ts': code })
  })
  afterAll(place.remove)

  test('runs a command of a plugin on the database when no server runs, in words and as JSON', async () => {
    const words = await runShopdb(['lockerroom', 'renumber', '--from', '7', '--dry-run'], { dataFolder: place.dataFolder, environment })
    expect(words).toMatchObject({ status: 0, output: 'LOCKER  CHANGED\nL-7     false\n' })
    const json = await runShopdb(['lockerroom', 'renumber', '--from', '7', '--json'], { dataFolder: place.dataFolder, environment })
    expect(JSON.parse(json.output)).toEqual([{ locker: 'L-7', changed: true }])
  }, 60_000)

  test('explains itself, and tells a wrong use', async () => {
    const help = await runShopdb(['lockerroom', 'renumber', '--help'], { dataFolder: place.dataFolder, environment })
    expect(help.output).toContain('--from <number>')
    expect(help.output).toContain('first number')
    const wrong = await runShopdb(['lockerroom', 'renumber'], { dataFolder: place.dataFolder, environment })
    expect(wrong.status).toBe(2)
    expect(wrong.errors).toContain('--from')
  }, 60_000)

  test('asks a remote server, and a word that no plugin has is a wrong use', async () => {
    const commands = [{ plugin: 'network', name: 'scan', description: 'Scan', permission: 'plugins.manage', parameters: { type: 'object' } }]
    const server = await startServerDouble(({ method }) => ({ body: method === 'GET' ? { items: commands } : { result: 'Scanned.' } }))
    const scanned = await runShopdb(['network', 'scan', '--url', server.url], { dataFolder: place.dataFolder })
    expect(scanned.output).toBe('Scanned.\n')
    expect(server.requests.at(-1)).toMatchObject({ method: 'POST', path: '/api/plugins/network/commands/scan', body: {} })
    const unknown = await runShopdb(['netwrok', 'scan', '--url', server.url], { dataFolder: place.dataFolder })
    expect(unknown.status).toBe(2)
    await server.close()
  }, 60_000)
})
