import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cabinetType } from '../../testing/cabinets.ts'
import { startTestApp, type TestApp } from '../../testing/test-app.ts'
import { writeTypedPlugin } from '../../testing/typed-plugin.ts'

/** Plugins whose ui/schema.json names what is not there, judged without running any code. */
const broken: Record<string, object> = {
  unknowntypes: { widgets: [{ id: 'a', title: 'A', kind: 'counter', type: 'unknowntypes.cabnet' }] },
  unknownfields: { panels: [{ id: 'a', title: 'A', kind: 'fields', fields: ['widht'] }], searchResult: [{ type: 'unknownfields.unknownfield', subtitle: '{colour}' }], markers: [{ type: 'unknownfields.unknownfield', rules: [{ field: 'broken', value: true, label: '{assetnumber}' }] }] },
  unknownqueries: { widgets: [{ id: 'a', title: 'A', kind: 'counter', type: 'unknownqueries.unknownquerie', query: 'colr=red' }, { id: 'b', title: 'B', kind: 'chart', type: 'assets', groupBy: 'notes' }, { id: 'c', title: 'C', kind: 'chart', type: 'assets' }] },
  unknownmembers: { widgets: [{ id: 'a', title: 'A', kind: 'counter', type: 'assets', querry: 'x=1' }] },
  unknownrights: { widgets: [{ id: 'a', title: 'A', kind: 'counter', type: 'assets', permission: 'unknownrights.reed' }] },
  unknownlists: { panels: [{ id: 'a', title: 'A', kind: 'table', collection: 'door' }, { id: 'b', title: 'B', kind: 'table' }, { id: 'c', title: 'C', kind: 'table', list: { type: 'communications', by: 'assetID' } }], forms: [{ type: 'unknownlists.unknownlist', groups: [{ title: 'Size', fields: ['with'] }] }] },
}

describe('what ui/schema.json names is judged before any code runs', () => {
  let app: TestApp
  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'shopdb-level0-'))
    for (const [name, ui] of Object.entries(broken)) writeTypedPlugin(folder, name, { type: { ...cabinetType, 'x-shopdb': { collection: `${name}list`, titlePlural: 'Cabinets' }, properties: { ...cabinetType.properties, doors: { type: 'array', title: 'Doors', items: { type: 'object', properties: { label: { type: 'string', maxLength: 20 } } }, 'x-shopdb': { table: `${name}doors`, key: ['label'] } } as never } }, ui, code: 'throw new Error("must not run")' }) // a collection is told from a field by its annotation
    app = await startTestApp({ env: { SHOPDB_PLUGINS: 'none', SHOPDB_PLUGIN_DIRS: folder, SHOPDB_PLUGIN_MODE: 'isolate' } })
  })
  afterAll(async () => app.stop())

  const findingsOf = async (name: string): Promise<string[]> => {
    const { json } = await app.request('GET', `/api/plugins/${name}`)
    expect(json.state, JSON.stringify(json)).toBe('invalid')
    return Array.isArray(json.findings) ? json.findings.map(({ id, file, path, message, fix }) => `${String(id)} ${String(file)} ${String(path)} ${String(message)} ${String(fix)}`) : []
  }

  test('an unknown type, with the nearest', async () => {
    expect(await findingsOf('unknowntypes')).toEqual([expect.stringContaining('ui/type ui/schema.json /widgets/0/type "unknowntypes.cabnet" is no type; nearest: "unknowntypes.')])
  })

  test('unknown fields of panels, templates and rules, with the nearest', async () => {
    expect((await findingsOf('unknownfields')).toSorted()).toEqual([
      expect.stringContaining('/markers/0/rules/0/field "broken" is no field of unknownfields.unknownfield; nearest: "isBroken"'),
      expect.stringContaining('/markers/0/rules/0/label "assetnumber" is no field of unknownfields.unknownfield; nearest: "assetNumber"'),
      expect.stringContaining('/panels/0/fields "widht" is no field of unknownfields.unknownfield; nearest: "width"'),
      expect.stringContaining('/searchResult/0/subtitle "colour" is no field of unknownfields.unknownfield; nearest: "color"'),
    ])
  })

  test('queries and groups that the list would refuse', async () => {
    expect(await findingsOf('unknownqueries')).toEqual([
      expect.stringContaining('/widgets/0/query "colr" is not a filter of unknownquerieslist; nearest: "color"'),
      expect.stringMatching(/\/widgets\/1\/groupBy "notes" is not a filter of assets/),
      expect.stringContaining('/widgets/2 A chart needs "groupBy".'),
    ])
  })

  test('unknown members and permissions', async () => {
    expect((await findingsOf('unknownmembers')).join()).toContain('Did you mean "query"?')
    expect((await findingsOf('unknownrights')).join()).toContain('nearest: "unknownrights.read"')
  })

  test('unknown collections, references and form fields', async () => {
    expect((await findingsOf('unknownlists')).toSorted()).toEqual([
      expect.stringContaining('/forms/0/groups/0/fields "with" is no field of unknownlists.unknownlist; nearest: "width"'),
      expect.stringContaining('/panels/0/collection "door" is no array field of unknownlists.unknownlist; nearest: "doors"'),
      expect.stringContaining('/panels/1 A panel of the kind "table" needs either "collection" or "list".'),
      expect.stringContaining('/panels/2/list "assetID" is not a filter of communications; nearest: "assetId"'),
    ])
  })
})
