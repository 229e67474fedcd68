import { mkdirSync, readFileSync, copyFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { assertTrusted, readPackage, readTrustedKeys } from '@shopdb/server/plugin-host/index'
import { createDataFolder, runShopdb } from '../../testing.ts'

let site: ReturnType<typeof createDataFolder>
beforeAll(async () => {
  site = createDataFolder()
  await shopdb('plugin', 'new', 'jigs', '--description', 'Jigs.')
})
afterAll(() => site.remove())

const shopdb = (...argumentList: string[]) => runShopdb(argumentList, { dataFolder: site.dataFolder })

it('a package signed with a new key is taken by a site that trusts its public part', async () => {
  const made = await shopdb('plugin', 'key', 'publisher')
  expect(made).toMatchObject({ status: 0, output: expect.stringContaining('trusted-keys') })
  expect(statSync(join(site.dataFolder, 'publisher.pem')).mode & 0o077).toBe(0)
  expect(await shopdb('plugin', 'key', 'publisher')).toMatchObject({ status: 1, errors: expect.stringContaining('FILE_EXISTS') })
  const packed = JSON.parse((await shopdb('plugin', 'pack', 'jigs', '--key', 'publisher.pem', '--check', 'bronze', '--json')).output)
  expect(packed).toMatchObject({ name: 'jigs', version: '0.1.0', tier: 'bronze', contractVersions: ['0.3.0'], signed: true })
  mkdirSync(join(site.dataFolder, 'trusted-keys'))
  copyFileSync(join(site.dataFolder, 'publisher.pub.pem'), join(site.dataFolder, 'trusted-keys', 'publisher.pem'))
  expect(assertTrusted(await readPackage(readFileSync(packed.file)), readTrustedKeys(join(site.dataFolder, 'trusted-keys')))).toBe('publisher')
  expect(await shopdb('plugin', 'add', packed.file)).toMatchObject({ status: 0, output: expect.stringMatching(/^jigs 0\.1\.0 counts now \(discovered, signed by publisher\)/) })
})

it('what cannot be packed or added says why', async () => {
  expect(await shopdb('plugin', 'pack', 'jigs', '--key', 'jigs/manifest.json', '--check', 'none')).toMatchObject({ status: 1, errors: expect.stringContaining('KEY_INVALID') })
  expect(await shopdb('plugin', 'pack', 'nothing')).toMatchObject({ status: 1, errors: expect.stringContaining('no plugin') })
  expect(await shopdb('plugin', 'add', 'nothing.shopdbplugin')).toMatchObject({ status: 1, errors: expect.stringContaining('FILE_MISSING') })
})
