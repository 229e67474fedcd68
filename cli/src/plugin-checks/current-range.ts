import { contractVersion } from '@shopdb/contract/version'
import { suggestedRange } from '@shopdb/server/plugin-host/index'

/** From the contract version of this host to the next that may break a plugin. */
export function currentRange(): string {
  return suggestedRange(contractVersion)
}
