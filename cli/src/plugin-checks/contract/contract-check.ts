import type { Found } from '../check-finding.ts'
import { lineOfPointer } from '../json-line.ts'
import { fileOf, type PluginUnderCheck } from '../read-plugin.ts'
import { operationsOf, asRecord, type Operation, type Schema } from '../samples/operations.ts'
import { validValue } from '../samples/valid-value.ts'
import { itemsOf, type Answer, type ThrowAwayHost } from './throw-away-host.ts'

/** What the steps of the contract phase share: the host, what was found, and records made from schemas. */
export type ContractCheck = {
  plugin: PluginUnderCheck
  host: ThrowAwayHost
  found: Found[]
  add: (found: Omit<Found, 'file'> & { file?: string }) => void
  /** A value for a schema; references lead to records of the host, which are made when there are none. */
  sample: (schema: Schema) => Promise<unknown>
}

export function createContractCheck(plugin: PluginUnderCheck, host: ThrowAwayHost): ContractCheck {
  const found: Found[] = []
  return { plugin, host, found, add: (each) => void found.push({ file: 'manifest.json', ...each }), sample: createSampler(plugin, host) }
}

/** Rises over all checks of a process, so that two of them on one host make different records. */
let count = 0

function createSampler({ subject }: PluginUnderCheck, host: ThrowAwayHost): ContractCheck['sample'] {
  const references = new Map<string, number | undefined>()

  /** `within` are the resources being made: one that refers to itself ends there. */
  async function prepare(schema: Schema, within: readonly string[] = []): Promise<void> {
    for (const resource of referencesIn(schema)) {
      if (within.includes(resource) || (resource === 'assets' && references.has(resource))) continue // other records may have been deleted meanwhile
      const id = await findOrMake(resource === 'assets' ? subject.assetTypes[0]?.path ?? '/api/assets' : await pathOf(resource), [...within, resource])
      if (id !== undefined || resource !== 'assets') references.set(resource, id)
    }
  }

  /** Tables of a plugin have their address below that of the plugin. */
  async function pathOf(resource: string): Promise<string> {
    const described = itemsOf(await host.request('GET', '/api/resources')).find(({ name }) => name === resource)
    return typeof described?.path === 'string' ? described.path : `/api/${resource}`
  }

  async function findOrMake(path: string, within: readonly string[]): Promise<number | undefined> {
    const [known] = itemsOf(await host.request('GET', `${path}?limit=1`))
    if (known) return Number(known.id)
    const { json } = await host.request('GET', '/api/openapi.json')
    const creation = operationsOf(json).find(({ id }) => id === `POST ${path}`)
    if (!creation?.body) return undefined
    await prepare(creation.body.schema, within)
    const made = await host.request('POST', path, fill(creation.body.schema))
    return made.status === 201 ? Number(made.json.id) : undefined
  }

  const fill = (schema: Schema): unknown => validValue(schema, { next: () => (count += 1), reference: (resource) => references.get(resource) })
  return async (schema) => {
    await prepare(schema)
    return fill(schema)
  }
}

/** Resources that a value has to refer to: what is required, and what can be. */
function referencesIn(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return []
  const own = asRecord(asRecord(schema)['x-shopdb']).reference
  return [...(typeof own === 'string' ? [own] : []), ...Object.values(schema).flatMap(referencesIn)]
}

/** The operations of the plugin, as the API description lists them. */
export async function operationsOfPlugin({ host, plugin }: ContractCheck): Promise<DescribedOperation[]> {
  const { json } = await host.request('GET', '/api/openapi.json')
  const paths = asRecord(json.paths)
  return operationsOf(json).flatMap((operation) => {
    const described = asRecord(asRecord(paths[operation.path])[operation.method.toLowerCase()])
    return described['x-plugin'] === plugin.name ? [{ ...operation, summary: String(described.summary ?? ''), permission: String(described['x-permission'] ?? ''), responses: asRecord(described.responses) }] : []
  })
}

export type DescribedOperation = Operation & { summary: string; permission: string; responses: Schema }

/** Where a route of code most likely stands: the line that names its path. */
export function placeOf(plugin: PluginUnderCheck, path: string): { file: string; line: number } {
  const wanted = path.replace(/^\/api\/[a-z0-9]+/, '').replaceAll(/\{([^}]+)\}/g, ':$1')
  for (const { path: file, text } of wanted === '' ? [] : plugin.files.filter((each) => /\.m?[tj]s$/.test(each.path))) {
    const index = text.split('\n').findIndex((line) => line.includes(`'${wanted}'`) || line.includes(`"${wanted}"`))
    if (index >= 0) return { file, line: index + 1 }
  }
  return { file: 'manifest.json', line: 1 }
}

export function placeInManifest(plugin: PluginUnderCheck, pointer: string): { file: string; line: number } {
  return { file: 'manifest.json', line: lineOfPointer(fileOf(plugin, 'manifest.json') ?? '', pointer) }
}

/** A refusal that says what is wrong and what to do: nothing a plugin has to be ashamed of. */
export function isDescribed({ status, json }: Answer): boolean {
  return status >= 400 && status < 500 && typeof json.code === 'string'
}
