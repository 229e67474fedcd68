import type { EventName } from '@shopdb/contract/events'

export type { EventName }

export type NoticeSeverity = 'info' | 'warning' | 'critical'

/** Something that people should know of: what is so, not what somebody should do about it, nor who is told. */
export type NewNotice = {
  /** Unique within the plugin, 1 to 200 characters, such as `overdue 4711`. */
  readonly key: string
  readonly severity: NoticeSeverity
  /** One line, 1 to 255 characters. */
  readonly title: string
  readonly text?: string
  /** Only who may see the asset sees the notice. */
  readonly assetId?: number
  /** Moment (ISO 8601) at which it settles by itself, within a minute. */
  readonly until?: string
}

export type Notice = {
  readonly id: number
  readonly plugin: string
  readonly key: string
  readonly severity: NoticeSeverity
  readonly title: string
  readonly text: string | null
  readonly assetId: number | null
  readonly until: string | null
  readonly raisedAt: string
  readonly settledAt: string | null
}

/** Notices of this plugin. They need no capability: a plugin speaks in its own name, and who is told is decided by those who consume events. */
export type NoticesApi = {
  /**
   * Opens a notice. While it is open, raising its key again tells nobody anew: it only brings severity, title, text and end up to date. So it may
   * be raised at every look: once, not daily.
   * @example await context.notices.raise({ key: `overdue ${assetId}`, severity: 'warning', title: `Gauge ${assetNumber} is overdue`, assetId })
   */
  readonly raise: (notice: NewNotice) => Promise<Notice>
  /** Closes it; false when none is open under this key. */
  readonly settle: (key: string) => Promise<boolean>
  /**
   * Has these notices open, and no others whose keys begin with `prefix`: raises what is new, brings the rest up to date, settles what is over. For a
   * job that looks at everything.
   * @example await context.notices.keep('overdue ', late.map(({ id, name }) => ({ key: `overdue ${id}`, severity: 'warning', title: `${name} is overdue` })))
   */
  readonly keep: (prefix: string, notices: readonly NewNotice[]) => Promise<{ readonly raised: number; readonly settled: number }>
  /** Those that are open, oldest first. */
  readonly open: () => Promise<readonly Notice[]>
}


/** `id` is the same at every attempt, and different for each consumer. */
export type PlatformEvent = { readonly id: number; readonly name: EventName; readonly at: string; readonly notice: Notice }

/**
 * Takes events of the whole site, of all plugins. Each event is written down for each consumer in the transaction of what happened, and handed over
 * once, in one server process; when `consume` throws or takes longer than a minute, again after 1, 5 and 30 minutes, 2, 6 and 24 hours, then it stays
 * as a dead letter that an administrator sees under Deliveries. After a crash an event may come twice, with the same id. While the plugin is
 * disabled its events wait. A new consumer first gets `notice.raised` for each notice that is open. Needs the capability `events` with the names.
 */
export type Consumer = {
  readonly name: string
  readonly events: readonly EventName[]
  readonly consume: (event: PlatformEvent) => void | Promise<void>
}
