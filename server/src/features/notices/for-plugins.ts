import type { NoticesApi } from '@shopdb/plugin-api'
import type { PluginHandle } from '../../plugin-host/index.ts'
import { checkNotice } from './check-notice.ts'
import { presentNotice } from './notice.ts'
import type { Notices } from './notices.ts'

/** `context.notices`: a plugin speaks in its own name, and sees its own. */
export function noticesForPlugin(notices: Notices, { name }: PluginHandle): NoticesApi {
  return {
    raise: async (notice) => presentNotice(await notices.raise(checkNotice(name, notice))),
    settle: (key) => notices.settle(name, key),
    open: async () => (await notices.open(name)).map(presentNotice),
  }
}
