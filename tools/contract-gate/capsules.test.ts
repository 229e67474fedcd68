import { globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { checkContract } from '@shopdb/cli/plugin-checks/contract/check-contract'
import { startThrowAwayHost, type Answer, type Method, type ThrowAwayHost } from '@shopdb/cli/plugin-checks/contract/throw-away-host'
import { readPlugin } from '@shopdb/cli/plugin-checks/read-plugin'
import { checkStatic } from '@shopdb/cli/plugin-checks/static/check-static'
import { checkTypes } from '@shopdb/cli/plugin-checks/types/check-types'
import { hookNames } from '@shopdb/contract/plugin-hooks'
import { slotIds } from '@shopdb/contract/slots'

vi.setConfig({ testTimeout: 180_000, hookTimeout: 120_000 })

const capsules = resolve(import.meta.dirname, '../../contract/capsules')
const versions = globSync('*/behaviour.json', { cwd: capsules }).map((file) => file.split(/[\\/]/)[0] ?? '').toSorted()

/** What a plugin of that contract could rely on. The files are never changed; a host that does otherwise breaks plugins in the field. */
type Behaviour = { what: string; request: [method: Method, url: string, body?: unknown]; status: number; json?: Record<string, unknown>; text?: string; keep?: string; /** What happens behind the answer of a request before. */ eventually?: boolean }

it('the newest capsule uses every hook and every slot of this contract', () => {
  const folder = join(capsules, versions.at(-1) ?? '', 'capsule')
  const code = readFileSync(join(folder, 'plugin.ts'), 'utf8')
  expect(hookNames.filter((hook) => !new RegExp(`^  ${hook}:`, 'm').test(code)), 'a new hook belongs into a new capsule: copy the last one to contract/capsules/<minor>').toEqual([])
  const screens = readFileSync(join(folder, 'ui/schema.json'), 'utf8')
  expect(slotIds.filter((slot) => !screens.includes(`"${slot}"`))).toEqual([])
})

describe.each(versions)('a plugin made for contract %s', (version) => {
  const behaviour: Behaviour[] = JSON.parse(readFileSync(join(capsules, version, 'behaviour.json'), 'utf8'))
  const plugin = readPlugin(join(capsules, version, 'capsule'))
  const kept = new Map<string, string>()
  let host: ThrowAwayHost
  beforeAll(async () => {
    host = await startThrowAwayHost({ folders: [plugin.folder] })
    const installed = await host.request('POST', '/api/plugins/capsule/install', { approve: true })
    if (installed.status !== 200) throw new Error(installed.text)
  })
  afterAll(async () => host?.stop())

  it('is judged sound and still compiles', async () => {
    expect(checkStatic(plugin)).toEqual([])
    expect(await checkTypes(plugin, () => undefined)).toEqual({ found: [] })
  })

  const send = ({ request: [method, url, body] }: Behaviour) => host.request(method, url.replaceAll(/\{(\w+)\}/g, (_match, name: string) => kept.get(name) ?? ''), body)

  /** Asks again until the answer has the text. */
  async function sendUntil(step: Behaviour): Promise<Answer> {
    return vi.waitUntil(async () => {
      const answer = await send(step)
      return answer.text.includes(step.text ?? '') ? answer : false
    }, { timeout: 20_000, interval: 100 })
  }

  it.each(behaviour)('$what', async (step) => {
    const answer = step.eventually === true ? await sendUntil(step) : await send(step)
    expect(answer.status, answer.text.slice(0, 500)).toBe(step.status)
    expect(answer.json).toEqual(including(step.json ?? {}))
    expect(answer.text).toContain(step.text ?? '')
    if (step.keep !== undefined) kept.set(step.keep, String(answer.json[step.keep]))
  })

  it('passes the contract phase of plugin check', async () => {
    expect(await checkContract(plugin, () => undefined)).toEqual({ found: [] })
  })
})

/** Objects may have grown members, lists further items; what was there has to be there. */
function including(expected: unknown): unknown {
  if (Array.isArray(expected)) return expected.length > 0 && typeof expected[0] === 'object' ? expect.arrayContaining(expected.map(including)) : expected
  if (typeof expected !== 'object' || expected === null) return expected
  return expect.objectContaining(Object.fromEntries(Object.entries(expected).map(([name, value]) => [name, including(value)])))
}
