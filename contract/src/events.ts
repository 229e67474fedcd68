/** Events of the whole site that plugins may consume. `notice.changed`: an open notice got another severity, title, text or end. */
export const eventNames = ['notice.raised', 'notice.changed', 'notice.settled'] as const
export type EventName = (typeof eventNames)[number]
