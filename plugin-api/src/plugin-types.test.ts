import { expect, expectTypeOf, it } from 'vitest'
import type { Infer, JsonSchema, PermissionOf, PluginContext, PluginOf, Undeclared } from './index.ts'

type Manifest = {
  name: 'lockers'
  permissions: [{ id: 'lockers.open'; title: string }]
  settings: { type: 'object'; properties: { rows: { type: 'integer' }; colour: { type: 'string' } }; required: ['rows'] }
  flags: { remoteOpening: object }
}

it('a schema literal has the type it describes', () => {
  const schema = {
    type: 'object', required: ['name'],
    properties: { name: { type: 'string' }, level: { type: ['integer', 'null'] }, tone: { enum: ['ok', 'critical'] }, tags: { type: 'array', items: { type: 'string' } } },
  } as const satisfies JsonSchema
  expectTypeOf<Infer<typeof schema>>().toEqualTypeOf<{ name: string; level?: number | null; tone?: 'ok' | 'critical'; tags?: string[] }>()
  expect(schema.required).toEqual(['name'])
})

it('the manifest types settings, flags and permissions', () => {
  expectTypeOf<PluginContext<Manifest>['settings']>().toEqualTypeOf<Readonly<{ rows: number; colour?: string }>>()
  expectTypeOf<PluginContext<Manifest>['flags']>().toEqualTypeOf<{ readonly remoteOpening: boolean }>()
  expectTypeOf<PermissionOf<Manifest>>().toEqualTypeOf<'lockers.read' | 'lockers.write' | 'lockers.delete' | 'lockers.collect' | 'lockers.open'>()
})

it('a route knows what its schemas let through', () => {
  const plugin = {
    routes: ({ route }) => [
      route({
        method: 'POST', path: '/:id/open', permission: 'lockers.open', summary: 'Open',
        params: { type: 'object', properties: { id: { type: 'integer' } }, required: ['id'] },
        handle: ({ params, body, caller }) => {
          expectTypeOf(params.id).toEqualTypeOf<number>()
          expectTypeOf(body).toEqualTypeOf<unknown>()
          return caller.label
        },
      }),
    ],
  } satisfies PluginOf<Manifest>
  expect(Object.keys(plugin)).toEqual(['routes'])
})

it('what the manifest does not ask for does not compile, and says which line to add', () => {
  type Asking = Manifest & { capabilities: { jobs: true; outbound: ['*.example.com'] }; dependencies: { network: '>=1.0.0 <2.0.0' } }
  type Services = { network: { lookUp: (name: string) => Promise<string> }; printers: { queue: () => number } }
  expectTypeOf<PluginContext<Asking>['jobs']['start']>().toBeFunction()
  expectTypeOf<PluginContext<Asking>['fetch']>().toEqualTypeOf<typeof globalThis.fetch>()
  expectTypeOf<PluginContext<Asking>['redis']>().toEqualTypeOf<Undeclared<'"capabilities": { "redis": ... }'>>()
  expectTypeOf<PluginContext<Asking>['foreignDatabase']>().toEqualTypeOf<Undeclared<'"capabilities": { "foreign_databases": ... }'>>()
  expectTypeOf<PluginContext<Manifest & { capabilities: { redis: ['lockers:*']; foreign_databases: ['stock'] } }>['redis']['publish']>().toBeFunction()
  expectTypeOf<PluginContext<Manifest>['jobs']>().toEqualTypeOf<Undeclared<'"capabilities": { "jobs": ... }'>>()
  expectTypeOf<PluginContext<Asking, Services>['services']['network']>().toEqualTypeOf<Services['network']>()
  expectTypeOf<PluginContext<Asking, Services>['services']['printers']>().toEqualTypeOf<Undeclared<'"dependencies": { "printers": ... }'>>()
  const jobs = () => [{ name: 'sweep', title: 'Sweep', run: async () => undefined }]
  expect({ jobs } satisfies PluginOf<Asking>).toBeTruthy()
  // @ts-expect-error -- without the capability there is no such hook
  expect({ jobs } satisfies PluginOf<Manifest>).toBeTruthy()
})

it('a client event knows what its schema lets through', () => {
  const plugin = {
    sockets: ({ sockets }) => ({
      permission: 'lockers.open',
      events: [sockets.event({ name: 'open', title: 'Open', body: { type: 'object', required: ['door'], properties: { door: { type: 'integer' } } }, handle: (client, body) => {
        expectTypeOf(body.door).toEqualTypeOf<number>()
        client.join(`door:${body.door}`)
      } })],
    }),
  } satisfies PluginOf<Manifest>
  expect(Object.keys(plugin)).toEqual(['sockets'])
})

it('a misspelt hook and a wrong result do not compile', () => {
  // @ts-expect-error -- the hook is called init
  expect({ inti: () => undefined } satisfies PluginOf<Manifest>).toBeTruthy()
  // @ts-expect-error -- a widget has a kind
  expect({ widgets: () => [{ id: 'x', title: 'X', load: () => 1 }] } satisfies PluginOf<Manifest>).toBeTruthy()
})
