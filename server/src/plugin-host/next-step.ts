import type { PluginState } from '@shopdb/contract/plugins'
import type { Judgement } from './judge-plugins.ts'

/** The way out of each state that has one, as a person at a terminal takes it; the API has the same words as addresses. */
const steps: Record<PluginState, ((name: string, judgement: Judgement) => string) | null> = {
  active: null,
  discovered: (name) => `Install it: npx shopdb plugin install ${name}`,
  disabled: (name) => `Switch it on: npx shopdb plugin enable ${name}`,
  'awaiting-approval': (name) => `Read what it asks for under "capabilities"; approve it: npx shopdb plugin install ${name} --approve`,
  invalid: (name) => `Correct the files named under "findings", then: npx shopdb plugin enable ${name}`,
  incompatible: (name) => `Put a version of ${name} there whose core_version admits this host, then: npx shopdb plugin enable ${name}`,
  blocked: (name, { blockedBy }) => `Install or enable ${blockedBy.length > 0 ? blockedBy.join(', ') : 'what it depends on'} first; ${name} follows by itself.`,
  'schema-ahead': (name) => `Put the newer version of its files back and run: npx shopdb plugin enable ${name}. Or take its tables back to this version, what is dropped is archived: npx shopdb plugin downgrade ${name}`,
  failed: (name) => `Correct what the reason names, then: npx shopdb plugin enable ${name}`,
  quarantined: (name) => `The log has its faults. Try it again: npx shopdb plugin enable ${name}. Leave it off: npx shopdb plugin disable ${name}`,
  orphan: (name) => `Put its folder back and run: npx shopdb plugin enable ${name}. Or uninstall it, its data goes into an archive: npx shopdb plugin uninstall ${name}`,
  parked: (name) => `Install it again to go on with its data: npx shopdb plugin install ${name}. Or take the data away: npx shopdb plugin uninstall ${name} --policy archive`,
}

export function nextStepOf(name: string, judgement: Judgement): string | null {
  return steps[judgement.state]?.(name, judgement) ?? null
}
