import type { ContentKind } from '@shopdb/contract/plugin-content'
import type { Caller } from '../../platform/caller.ts'
import type { Contribution } from '../../plugin-host/index.ts'

/** A panel on the page of an asset, from a plugin's hook or its declaration. */
export type Panel = Contribution & {
  readonly kind: Exclude<ContentKind, 'counter'>
  /** Asset types on whose pages it stands. */
  readonly types: readonly string[]
  readonly load: (assetId: number, caller: Caller) => unknown
}
