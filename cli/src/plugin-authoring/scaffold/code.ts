import { typeOf, type Scaffold } from './scaffold-options.ts'

/** plugin.ts and store.ts; null when the declarations say everything. */
export function codeFiles(scaffold: Scaffold): Record<string, string> {
  const hasJobs = scaffold.parts.has('jobs')
  const hasTopics = scaffold.parts.has('realtime')
  if (!hasJobs && !hasTopics) return {}
  return { 'plugin.ts': pluginText(scaffold, hasJobs, hasTopics), ...(hasJobs ? { 'store.ts': storeText(scaffold) } : {}) }
}

function pluginText(scaffold: Scaffold, hasJobs: boolean, hasTopics: boolean): string {
  const { name, title } = scaffold
  const imports = ["import type { PluginOf } from '@shopdb/plugin-api'", "import type { Manifest } from './.shopdb/manifest.d.ts'", ...(hasJobs ? ["import { countOverdue } from './store.ts'"] : [])]
  const hooks = [
    ...(hasJobs ? [`
  /** Looks every hour for ${title.toLowerCase()} whose last check is too long ago; "npx shopdb ${name} ..." and the job page start it too. */
  jobs: (context) => [
    {
      name: 'checks', title: 'Find overdue checks', everySeconds: 3600,
      run: async () => {
        const overdue = await countOverdue(context)
        context.log.info({ overdue }, 'looked for overdue checks')
        return { overdue }
      },
    },
  ],`, `
  health: async (context) => ({ status: 'ok', figures: { overdue: await countOverdue(context) } }),`] : []),
    ...(hasTopics ? [`
  /** Browsers subscribe to "${name}.checked"; the host hands them what "context.realtime.publish('checked', ...)" sends. */
  topics: () => [
    {
      name: 'checked', title: 'Somebody has checked one', permission: '${name}.read',
      message: { type: 'object', properties: { assetId: { type: 'integer' } }, required: ['assetId'] },
    },
  ],`] : []),
  ]
  return `${imports.join('\n')}\n\nexport default {${hooks.join('\n')}\n} satisfies PluginOf<Manifest>\n`
}

function storeText({ name }: Scaffold): string {
  return `import type { PluginContext } from '@shopdb/plugin-api'
import type { Manifest } from './.shopdb/manifest.d.ts'

/** How many were checked last before the days that the setting "checkDays" allows. */
export async function countOverdue({ database, settings }: PluginContext<Manifest>): Promise<number> {
  const oldest = new Date(Date.now() - settings.checkDays * 24 * 60 * 60 * 1000).toISOString().slice(0, 10)
  const [row] = await database.all('select count(*) as overdue from ${name} where active = 1 and checkedon < ?', [oldest])
  return Number(row?.overdue ?? 0)
}
`
}

/** The test of the new plugin, on a real server of its own. */
export function testText(scaffold: Scaffold): string {
  const { name, parts } = scaffold
  const type = typeOf(scaffold)
  const tests = [
    recordTest(name, type),
    ...(parts.has('collector') ? [collectorTest(name)] : []),
    ...(parts.has('jobs') ? [jobTest(name, type)] : []),
    ...(parts.has('realtime') ? [topicTest(name)] : []),
    ...(parts.has('ui') ? [uiTest(name, type)] : []),
  ]
  return `import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startTestHost, type TestHost } from '@shopdb/plugin-api/testing'

let host: TestHost
before(async () => { host = await startTestHost(import.meta.dirname) })
after(() => host.stop())
${tests.join('')}`
}

function recordTest(name: string, type: string): string {
  return `
test('a ${type} is created, found by what is searched, and listed', async () => {
  const { id } = await host.create('${type}', { category: 'Zebra crossing' })
  const found = await host.api.get('/api/search?q=zebra')
  assert.deepEqual(found.body.items.map((item) => item.id), [id])
  const listed = await host.api.get('/api/${name}?category=Zebra%20crossing')
  assert.deepEqual(listed.body.items.map((item) => item.id), [id])
})

test('who may only read cannot change anything', async () => {
  const viewer = await host.as('viewer')
  assert.equal((await viewer.get('/api/${name}')).status, 200)
  assert.equal((await viewer.post('/api/${name}', host.values('${type}'))).status, 403)
  assert.equal((await host.anonymous.get('/api/${name}')).status, 401)
})
`
}

function collectorTest(name: string): string {
  return `
test('what an agent sends twice is one record', async () => {
  const agent = await host.as('collector')
  const sent = { assetNumber: 'COLLECTED-1', category: 'sent', checkedOn: '2026-02-28' }
  assert.equal((await agent.post('/api/collector/${name}', sent)).body.created, 1)
  const again = await agent.post('/api/collector/${name}', sent)
  assert.equal(again.body.created, 0)
})
`
}

function jobTest(name: string, type: string): string {
  return `
test('the job counts what was checked too long ago', async () => {
  const before = await host.runJob('checks') as { overdue: number }
  await host.create('${type}', { checkedOn: '2001-01-01' })
  await host.create('${type}', { checkedOn: new Date().toISOString().slice(0, 10) })
  const overdue = before.overdue + 1
  assert.deepEqual(await host.runJob('checks'), { overdue })
  const health = await host.api.get('/api/health')
  assert.partialDeepStrictEqual(health.body, { components: { plugins: { ${name}: { figures: { overdue } } } } })
})
`
}

function topicTest(name: string): string {
  return `
test('browsers may subscribe to the topic', async () => {
  const plugin = await host.api.get('/api/plugins/${name}')
  assert.partialDeepStrictEqual(plugin.body, { registrations: [{ point: 'topics', title: 'checked' }] })
})
`
}

function uiTest(name: string, type: string): string {
  return `
test('the dashboard counts the records, and their page has the panel', async () => {
  const { id } = await host.create('${type}')
  const [widget, listed, panels] = await Promise.all([host.api.get('/api/dashboard/${name}/all'), host.api.get('/api/${name}?limit=1'), host.api.get(\`/api/assets/\${id}/panels\`)])
  assert.equal(widget.body.value, listed.body.total)
  assert.partialDeepStrictEqual(panels.body.items, [{ plugin: '${name}', id: 'check' }])
})
`
}
