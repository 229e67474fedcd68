/** Who asks: resolved once per request, before any handler. Handlers never read cookies or headers for it. */
export type Caller = {
  readonly kind: 'user' | 'token' | 'system'
  /** Null for the system itself (start-up, jobs, the CLI on the database). */
  readonly userId: number | null
  /** What history shows: a user name, `token <name>`, `system`. */
  readonly label: string
  readonly may: (permission: string) => boolean
}

export const systemCaller: Caller = { kind: 'system', userId: null, label: 'system', may: () => true }
