import { asList, asRecord } from '../samples/operations.ts'
import { isDescribed, placeInManifest, type ContractCheck } from './contract-check.ts'
import { itemsOf, tell } from './throw-away-host.ts'

/** Settings: each can be read and set, and refuses what its schema refuses. */
export async function checkSettings(check: ContractCheck): Promise<void> {
  const { plugin, host, sample } = check
  for (const [name, schema] of Object.entries(plugin.subject.manifest?.settings?.properties ?? {})) {
    const path = `/api/settings/plugin.${plugin.name}.${name}`
    const place = placeInManifest(plugin, `/settings/properties/${name}`)
    const read = await host.request('GET', path)
    if (read.status !== 200) check.add({ id: 'contract/settings', ...place, message: `The setting "${name}" reads as ${tell(read)}` })
    const written = await host.request('PUT', path, { value: await sample(asRecord(schema)) })
    if (written.status !== 200) check.add({ id: 'contract/settings', ...place, message: `A value made from its schema was refused for "${name}": ${tell(written)}` })
    const wrong = await host.request('PUT', path, { value: { neither: ['this', 'nor', 'that'] } })
    if (!isDescribed(wrong) && asRecord(schema).type !== 'object') check.add({ id: 'contract/settings', ...place, message: `"${name}" takes what its schema does not describe: ${tell(wrong)}` })
    await host.request('DELETE', path)
  }
}

/** What hooks offer is asked for as the web application asks for it. */
export async function checkHooks(check: ContractCheck, assetId: number | null): Promise<void> {
  const { plugin, host } = check
  const addresses = [
    ...await offered(check, '/api/dashboard', (id) => `/api/dashboard/${plugin.name}/${id}`),
    ...await offered(check, '/api/reports', (id) => `/api/reports/${plugin.name}/${id}`),
    ...(assetId === null ? [] : await offered(check, `/api/assets/${assetId}/panels`, (id) => `/api/assets/${assetId}/panels/${plugin.name}/${id}`)),
  ]
  for (const address of addresses) {
    const answer = await host.request('GET', address)
    if (answer.status >= 300 && !isDescribed(answer)) check.add({ id: 'contract/hooks', message: `GET ${address} answered ${tell(answer)}` })
  }
  const health = asRecord(asRecord(asRecord((await host.request('GET', '/api/health')).json.components).plugins)[plugin.name])
  if (health.status === 'down') check.add({ id: 'contract/hooks', message: `Its health is down on an empty host: ${String(health.detail ?? '')}` })
  const map = await host.request('GET', '/api/map')
  if (map.status >= 500) check.add({ id: 'contract/hooks', message: `The map answered ${tell(map)}` })
}

async function offered({ plugin, host }: ContractCheck, list: string, addressOf: (id: string) => string): Promise<string[]> {
  return itemsOf(await host.request('GET', list)).filter((item) => item.plugin === plugin.name).map(({ id }) => addressOf(String(id)))
}

/** What plugins hold of the host as people see it; compared before the installation and after the end. */
export async function visibleParts({ host, plugin }: ContractCheck): Promise<string[]> {
  const permissions = itemsOf(await host.request('GET', '/api/permissions')).map(({ id }) => `permission ${String(id)}`)
  const navigation = itemsOf(await host.request('GET', '/api/navigation')).filter((item) => item.plugin === plugin.name).map(({ title }) => `navigation ${String(title)}`)
  const settings = itemsOf(await host.request('GET', `/api/settings?prefix=plugin.${plugin.name}.`)).map(({ key }) => `setting ${String(key)}`)
  const types = itemsOf(await host.request('GET', '/api/assettypes')).map((item) => `asset type ${String(item.kind ?? item.id ?? item.name)}`)
  const paths = Object.entries(asRecord((await host.request('GET', '/api/openapi.json')).json.paths)).filter(([, item]) => Object.values(asRecord(item)).some((operation) => asRecord(operation)['x-plugin'] === plugin.name)).map(([path]) => `route ${path}`)
  const offers = await Promise.all(['/api/dashboard', '/api/reports', '/api/collectors', '/api/jobs/schedule', '/api/plugins/commands', '/api/plugins/ui'].map(async (list) => asList((await host.request('GET', list)).json.items).filter((item) => asRecord(item).plugin === plugin.name).map((item) => `${list} ${String(asRecord(item).id ?? asRecord(item).name ?? '')}`)))
  return [...permissions, ...navigation, ...settings, ...types, ...paths, ...offers.flat()].toSorted()
}
