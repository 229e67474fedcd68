import type { Context } from './context.ts'

/** The time of the server, which tests move. */
export const clockOf = ({ clock }: Context) => (): number => clock.now()
