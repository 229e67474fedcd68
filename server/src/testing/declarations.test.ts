import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { loadConfig } from '../config.ts'
import { coreTables } from '../core-tables.ts'
import { coreMigrations, readPlugins, undeclaredChanges } from '../migration-chains.ts'
import { findUndeclaredChanges } from '../platform/migrations/write-migration.ts'

const plugins = readPlugins(loadConfig({ SHOPDB_ENV: 'test' })).filter((plugin) => plugin.assetTypes.length > 0)

/** `shopdb db migrate` writes what is missing. */
describe('the migrations lead exactly to the declared tables', () => {
  test('of core', () => {
    expect(findUndeclaredChanges(coreMigrations, coreTables())).toEqual([])
  })

  test.each(plugins.map((plugin) => [plugin.name, plugin] as const))('of the plugin %s', (_name, plugin) => {
    const folder = join(plugin.folder, 'migrations')
    expect(existsSync(folder)).toBe(true)
    expect(undeclaredChanges(plugin)).toEqual([])
  })

  test('and there are plugins to look at', () => {
    expect(plugins.map((plugin) => plugin.name)).toEqual(expect.arrayContaining(['computers', 'equipment']))
  })
})
