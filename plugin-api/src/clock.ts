/** The time of the server. In tests `host.clock.advance` moves it, and what has become due runs. */
export type PluginClock = {
  /** UTC milliseconds. */
  readonly now: () => number
  /** Runs once after so many milliseconds; answers how to take it back. It ends with the plugin; a failure is logged and counted. */
  readonly after: (milliseconds: number, work: () => void | Promise<void>) => () => void
  /** Runs again and again; not before the previous run has ended. */
  readonly every: (milliseconds: number, work: () => void | Promise<void>) => () => void
}
