import { shallowReactive } from 'vue'

export type ToastAction = { label: string; run: () => void | Promise<void> }
export type Toast = { id: number; text: string; tone: 'plain' | 'error'; action: ToastAction | null; seconds: number }

const open: Toast[] = shallowReactive([])
let next = 1

export const toasts: readonly Toast[] = open

/** Says what has happened. With an action (Undo) it stays twelve seconds, so that it can be reached by keyboard. */
export function showToast(text: string, options: { tone?: Toast['tone']; action?: ToastAction } = {}): void {
  const seconds = options.action ? 12 : options.tone === 'error' ? 10 : 5
  open.push({ id: next++, text, tone: options.tone ?? 'plain', action: options.action ?? null, seconds })
  if (open.length > 3) open.shift()
}

export function closeToast(id: number): void {
  const index = open.findIndex((toast) => toast.id === id)
  if (index >= 0) open.splice(index, 1)
}
