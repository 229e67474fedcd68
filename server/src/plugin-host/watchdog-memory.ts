/** Cells of the memory that the watched thread and the watchdog share. */
export const cells = { /** Rises with every turn of the event loop's timer. */ beat: 0, /** Number of the entry that runs; 0: none. */ entry: 1, /** Heap in use, in percent of its limit. */ heap: 2, /** 1 while the process may stall: it stops. */ off: 3 } as const

export type PluginEntry = { plugin: string; label: string }
export type EntryNames = { number: number } & PluginEntry

/**
 * Notes each entry into code of plugins where the watchdog sees it even when this thread hangs. One number is written at
 * each entry and each return; what it stands for is sent to the watchdog once.
 */
export function createEntryMarks() {
  const memory = new Int32Array(new SharedArrayBuffer(4 * Object.keys(cells).length))
  const numbers = new Map<string, Map<string, number>>()
  const known: EntryNames[] = []
  let tell: (names: EntryNames) => void = () => undefined

  function numberOf({ plugin, label }: PluginEntry): number {
    const labels = numbers.get(plugin) ?? new Map<string, number>()
    const found = labels.get(label)
    if (found !== undefined) return found
    const names = { number: known.length + 1, plugin, label }
    numbers.set(plugin, labels.set(label, names.number))
    known.push(names)
    tell(names)
    return names.number
  }

  return {
    memory,
    known,
    onNew: (listener: (names: EntryNames) => void): void => void (tell = listener),
    /** Answers what was noted before, for `leave`. */
    enter(entry: PluginEntry): number {
      const before = memory[cells.entry] ?? 0
      Atomics.store(memory, cells.entry, numberOf(entry))
      return before
    },
    leave: (before: number): void => void Atomics.store(memory, cells.entry, before),
  }
}

export type EntryMarks = ReturnType<typeof createEntryMarks>
