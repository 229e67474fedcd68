import type { UiItem } from '../api/plugin-ui.ts'

/** Milliseconds a module may take to arrive, and a component to finish its setup. */
export const partLimit = 8000

/** Of a part that arrived, but not in time. */
export class PartTooLate extends Error {}

/**
 * Imports the module of a part; its default export is the component or command. Browsers remember a module that failed
 * for as long as the page lives, so each further attempt asks for another address.
 */
export async function loadPart(item: UiItem, attempt: number): Promise<unknown> {
  if (item.module === null) throw new Error(item.problem?.message ?? 'The module is missing.')
  const address = attempt === 0 ? item.module : `${item.module}?attempt=${attempt}`
  // Brings the style sheets of the kit, which an import by a plugin alone does not.
  const kit = import('./sdk-ui.ts')
  const [module]: unknown[] = await inTime(Promise.all([import(/* @vite-ignore */ address), kit]))
  return typeof module === 'object' && module !== null && 'default' in module ? module.default : undefined
}

function inTime<Result>(work: Promise<Result>): Promise<Result> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_resolve, reject) => { timer = setTimeout(() => reject(new PartTooLate()), partLimit) })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}
