import type { ContentKind } from '@shopdb/contract/plugin-content'
import type { Caller } from '../../platform/caller.ts'
import type { Contribution } from '../../plugin-host/index.ts'

/** A tile, from core, a plugin's hook or its declaration. `load` may ask who looks; see cached-content.ts. */
export type DashboardWidget = Contribution & {
  readonly kind: Exclude<ContentKind, 'fields'>
  readonly size?: 'small' | 'medium' | 'large' | undefined
  readonly refreshSeconds?: number | undefined
  readonly load: (request: { caller: Caller }) => unknown
}

export const defaultRefreshSeconds = 60
