import { readonly, shallowRef, type Ref } from 'vue'

const now = shallowRef(new Date())
let timer: ReturnType<typeof setInterval> | null = null

/** The current time, moving every half minute; one timer serves the whole page. */
export function useClock(): Readonly<Ref<Date>> {
  timer ??= setInterval(() => { now.value = new Date() }, 30_000)
  return readonly(now)
}
