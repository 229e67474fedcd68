import type { Context } from './context.ts'

export const changed = 'changed'

/** Pages ask again: who may see what is decided when they do. */
export function publishChange(context: Context): void {
  context.realtime.publish(changed, {})
}
