import { nextTick, onMounted, ref, shallowRef, type Component, type Ref, type ShallowRef } from 'vue'

export type LatePopup = { popup: ShallowRef<Component | null>; anchor: Ref<HTMLElement | null>; prepare: () => void; open: () => Promise<void>; onKey: (event: KeyboardEvent) => void }

/**
 * A button whose popup is fetched when somebody is about to open it, so that a page does not load what it takes to place one.
 * The popup brings a button of its own, opens at once and takes the place of this one.
 */
export function useLatePopup(load: () => Promise<{ default: Component }>, kind: 'menu' | 'dialog'): LatePopup {
  const popup = shallowRef<Component | null>(null)
  const anchor = ref<HTMLElement | null>(null)
  const prepare = (): void => void load().catch(() => undefined)
  const open = async (): Promise<void> => {
    const loaded = await load()
    popup.value = loaded.default
  }
  const onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'ArrowDown') return
    event.preventDefault()
    void open()
  }
  onMounted(async () => {
    await nextTick()
    const button = anchor.value?.querySelector('button')
    button?.setAttribute('aria-haspopup', kind)
    button?.setAttribute('aria-expanded', 'false')
  })
  return { popup, anchor, prepare, open, onKey }
}
