import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestEngine } from '../platform/database/testing.ts'
import { startTestApp, type TestApp } from './test-app.ts'
import { writeTypedPlugin, type TypedPlugin } from './typed-plugin.ts'

/** A type with what views need: texts, a number, a flag, a date, a filter, an array field. */
export const cabinetType: TypedPlugin['type'] = {
  title: 'Cabinet', type: 'object', 'x-shopdb': { collection: 'cabinets', titlePlural: 'Cabinets', identity: [['serialNumber']] },
  properties: {
    color: { type: 'string', maxLength: 20, title: 'Colour', 'x-shopdb': { filter: true, list: 3 } },
    width: { type: 'integer', title: 'Width', 'x-shopdb': { unit: 'mm', filter: true, sort: true } },
    isBroken: { type: 'boolean', title: 'Broken', 'x-shopdb': { filter: true } },
    nextCheck: { type: 'string', format: 'date', title: 'Next check', 'x-shopdb': { filter: true } },
    doors: { type: 'array', title: 'Doors', items: { type: 'object', properties: { label: { type: 'string', maxLength: 20, title: 'Label' }, holder: { type: 'string', maxLength: 60, title: 'Holder' } }, required: ['label'] }, 'x-shopdb': { table: 'cabinetdoors', key: ['label'] } } as never, // a collection is told from a field by its annotation
  },
}

/** A server with the plugin `cabinets` from a folder of its own, and no other. */
export async function startCabinets(plugin: Omit<TypedPlugin, 'type'>, engine?: TestEngine): Promise<TestApp> {
  const folder = mkdtempSync(join(tmpdir(), 'shopdb-cabinets-'))
  writeTypedPlugin(folder, 'cabinets', { type: cabinetType, ...plugin })
  return startTestApp({ ...(engine && { engine }), env: { SHOPDB_PLUGINS: 'none', SHOPDB_PLUGIN_DIRS: folder, SHOPDB_PLUGIN_MODE: 'isolate' } })
}
