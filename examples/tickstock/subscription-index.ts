/** What a session wants to hear. A dimension that is not there means "any". */
export type Filter = { symbols?: readonly string[]; pattern_types?: readonly string[]; confidence_min?: number }
type Wanted = { symbols: ReadonlySet<string> | null; names: ReadonlySet<string> | null; least: number }
export type Seen = { symbol: string; pattern_type: string; confidence: number }

/**
 * Who wants to hear of a detection. A session may have several subscriptions, each under a kind of its own; one is
 * replaced or removed without touching the others. Only those that name the symbol, or any, are looked at.
 */
export function createSubscriptionIndex() {
  const sessions = new Map<string, Map<string, Wanted>>()
  const bySymbol = new Map<string, Set<string>>()
  /** Stands for "any symbol"; a symbol cannot look like it. */
  const any = '*'

  const symbolsOf = ({ symbols }: Wanted): Iterable<string> => symbols ?? [any]

  function remove(session: string, kind: string): void {
    const subscriptions = sessions.get(session)
    const removed = subscriptions?.get(kind)
    if (!subscriptions || !removed) return
    subscriptions.delete(kind)
    if (subscriptions.size === 0) sessions.delete(session)
    const kept = new Set([...subscriptions.values()].flatMap((wanted) => [...symbolsOf(wanted)]))
    for (const symbol of symbolsOf(removed)) if (!kept.has(symbol)) leave(symbol, session)
  }

  function leave(symbol: string, session: string): void {
    const members = bySymbol.get(symbol)
    members?.delete(session)
    if (members?.size === 0) bySymbol.delete(symbol)
  }

  return {
    remove,
    set: (session: string, kind: string, { symbols, pattern_types: names, confidence_min: least = 0 }: Filter): void => {
      remove(session, kind)
      const wanted = { symbols: symbols?.length ? new Set(symbols) : null, names: names?.length ? new Set(names) : null, least }
      const subscriptions = sessions.get(session) ?? new Map<string, Wanted>()
      sessions.set(session, subscriptions.set(kind, wanted))
      for (const symbol of symbolsOf(wanted)) bySymbol.set(symbol, (bySymbol.get(symbol) ?? new Set()).add(session))
    },
    removeSession: (session: string): void => {
      for (const kind of [...(sessions.get(session)?.keys() ?? [])]) remove(session, kind)
    },
    match: (seen: Seen): string[] => {
      const candidates = new Set([...(bySymbol.get(seen.symbol) ?? []), ...(bySymbol.get(any) ?? [])])
      return [...candidates].filter((session) => [...(sessions.get(session)?.values() ?? [])].some((wanted) => fits(wanted, seen)))
    },
    size: (): number => sessions.size,
  }
}

function fits({ symbols, names, least }: Wanted, { symbol, pattern_type: name, confidence }: Seen): boolean {
  return confidence >= least && (symbols === null || symbols.has(symbol)) && (names === null || names.has(name))
}
