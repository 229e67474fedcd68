import type { NewNotice, NoticesApi } from '@shopdb/plugin-api'
import { Problem } from '../../platform/problem.ts'
import type { PluginHandle } from '../../plugin-host/index.ts'
import { checkNotice } from './check-notice.ts'
import { presentNotice, type NoticeInput, type StoredNotice } from './notice.ts'
import type { Notices } from './notices.ts'

/** `context.notices`: a plugin speaks in its own name, and sees its own. */
export function noticesForPlugin(notices: Notices, { name }: PluginHandle): NoticesApi {
  return {
    raise: async (notice) => presentNotice(await notices.raise(checkNotice(name, notice))),
    settle: (key) => notices.settle(name, key),
    keep: (prefix, wanted) => keep(notices, name, prefix, wanted),
    open: async () => (await notices.open(name)).map(presentNotice),
  }
}

/** What is open already and says the same costs nothing. */
async function keep(notices: Notices, plugin: string, prefix: string, wanted: readonly NewNotice[]): Promise<{ raised: number; settled: number }> {
  const inputs = wanted.map((notice) => checkNotice(plugin, notice))
  const stray = inputs.find(({ key }) => !key.startsWith(prefix))
  if (stray) throw new Problem('RULE_BROKEN', { detail: `The key "${stray.key}" does not begin with "${prefix}".`, fields: [{ path: '/key', message: 'begins otherwise' }] })
  const open = new Map((await notices.open(plugin)).filter(({ key }) => key.startsWith(prefix)).map((notice) => [notice.key, notice]))
  for (const input of inputs) if (!saysTheSame(open.get(input.key), input)) await notices.raise(input)
  const keys = new Set(inputs.map(({ key }) => key))
  const over = [...open.keys()].filter((key) => !keys.has(key))
  for (const key of over) await notices.settle(plugin, key)
  return { raised: inputs.filter(({ key }) => !open.has(key)).length, settled: over.length }
}

function saysTheSame(open: StoredNotice | undefined, { severity, title, text, until }: NoticeInput): boolean {
  return open !== undefined && open.severity === severity && open.title === title && open.text === text && open.until === until
}
