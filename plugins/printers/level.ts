/** A supply as it was reported. `level` and `capacity` have the special values of the Printer-MIB (RFC 3805, prtMarkerSuppliesLevel). */
export type Reported = { slot: number; name: string; kind: string | null; colour: string | null; partNumber: string | null; level: number | null; capacity: number | null; lowLevel: number | null; unit: string | null; isFilled: boolean }

/**
 * What a level says. `percent` is what is left, of a waste container the room that is left. `some`: the printer knows no more than
 * that there is something left (-3). `unrestricted`: it has no limit (-1). `unknown`: nobody knows (-2, or a level without capacity).
 */
export type Level = { percent: number | null; state: SupplyState }
export type SupplyState = 'ok' | 'low' | 'empty' | 'some' | 'unrestricted' | 'unknown'

/**
 * Reads a level by RFC 3805: the level counts what is left of a supply, and the room that is left in a receptacle. Where the
 * report counts how full a receptacle is (IPP marker-levels of waste, as CUPS writes them), `isFilled` says so.
 */
export function readLevel({ level, capacity, lowLevel, unit, isFilled }: Reported, lowPercent: number): Level {
  if (level === -3) return { percent: null, state: 'some' }
  if (level === -1 || capacity === -1) return { percent: null, state: 'unrestricted' }
  const share = shareOf(level, capacity, unit)
  if (share === null) return { percent: null, state: 'unknown' }
  const percent = Math.round(100 * (isFilled ? 1 - share : share))
  const ownLimit = lowLevel !== null && lowLevel > 0 ? shareOf(lowLevel, capacity, unit) : null
  const limit = ownLimit === null ? lowPercent : Math.max(1, Math.round(100 * (isFilled ? 1 - ownLimit : ownLimit)))
  return { percent, state: percent <= 0 ? 'empty' : percent <= limit ? 'low' : 'ok' }
}

/** 0 to 1. Without a capacity only percent (prtMarkerSuppliesSupplyUnit 19) says how much of the whole it is. */
function shareOf(level: number | null, capacity: number | null, unit: string | null): number | null {
  if (level === null || level < 0) return null
  const whole = capacity !== null && capacity > 0 ? capacity : unit === 'percent' ? 100 : null
  return whole === null ? null : Math.min(1, level / whole)
}

const severity: Readonly<Record<SupplyState, number>> = { unrestricted: 0, unknown: 0, some: 1, ok: 1, low: 2, empty: 3 }

/** The state of a printer is that of its worst supply; "some" is all that many printers ever say, and is no reason to go there. */
export function worstOf(states: readonly SupplyState[]): 'ok' | 'low' | 'empty' | 'unknown' {
  const worst = states.reduce((most, state) => Math.max(most, severity[state]), 0)
  return worst === 3 ? 'empty' : worst === 2 ? 'low' : worst === 1 ? 'ok' : 'unknown'
}
