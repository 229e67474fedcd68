import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createDataFolder, runShopdb, startShopdb } from '../testing.ts'

describe('CSV on the command line', () => {
  const place = createDataFolder()
  const run = (...argumentList: string[]): ReturnType<typeof runShopdb> => runShopdb(argumentList, { dataFolder: place.dataFolder })
  let server: Awaited<ReturnType<typeof startShopdb>>
  beforeAll(async () => {
    server = await startShopdb(place.dataFolder)
    writeFileSync(join(place.dataFolder, 'machines.csv'), 'Inv. No;Name;Vendor;Ignored\nCLI-1;Press;Nobody;x\nCLI-2;Lathe;;y\n')
  }, 90_000)
  afterAll(async () => {
    await server.stop()
    place.remove()
  })

  test('is rehearsed, told line by line, and written when agreed; failed lines are saved', async () => {
    const rehearsed = await run('import', 'csv', 'machines.csv', '--type', 'equipment', '--map', 'Inv. No=assetNumber', '--dry-run', '--failed', 'failed.csv')
    expect(rehearsed).toMatchObject({ status: 1, output: 'Nothing was written: this was a rehearsal.\n' })
    expect(rehearsed.errors).toContain('2 lines: 1 to create, 0 to update, 0 unchanged, 1 with errors.')
    expect(rehearsed.errors).toContain('Columns that are left out: Ignored.')
    expect(rehearsed.errors).toMatch(/2\s+Vendor\s+There is no vendor "Nobody"\./)
    expect(readFileSync(join(place.dataFolder, 'failed.csv'), 'utf8')).toContain('CLI-1,Press,Nobody,x,"')
    const refused = await run('import', 'csv', 'machines.csv', '--type', 'equipment', '--map', 'Inv. No=assetNumber', '--yes')
    expect(refused).toMatchObject({ status: 1, output: 'Nothing was written. Correct the lines above, or leave them out with --skip-errors.\n' })
    const written = await run('import', 'csv', 'machines.csv', '--type', 'equipment', '--map', 'Inv. No=assetNumber', '--skip-errors', '--yes', '--json')
    expect(JSON.parse(written.output)).toMatchObject({ state: 'imported', counts: { create: 1, error: 1 } })
    const wrong = await run('import', 'csv', 'machines.csv', '--type', 'equipment', '--map', 'Number=assetNumber')
    expect(wrong).toMatchObject({ status: 2 })
    expect(wrong.errors).toContain('Its columns are: Inv. No, Name, Vendor, Ignored.')
    expect((await run('import', 'csv', 'nothing.csv', '--type', 'equipment')).status).toBe(2)
  }, 120_000)

  test('is exported to the terminal or a file, which imports unchanged', async () => {
    const shown = await run('export', 'equipment', 'filter[assetNumber][startswith]=CLI', '--columns', 'assetNumber,name')
    expect(shown.output).toBe('assetNumber,name\r\nCLI-2,Lathe\r\n')
    expect((await run('export', 'equipment', '--output', 'all.csv')).output).toContain('all.csv')
    const again = await run('import', 'csv', 'all.csv', '--type', 'equipment', '--json')
    expect(JSON.parse(again.output)).toMatchObject({ counts: { create: 0, update: 0, skip: 1, error: 0 } })
    const unknown = await run('export', 'equipmet')
    expect(unknown.status).toBe(2)
    expect(unknown.errors).toContain('equipment')
  }, 120_000)
})
