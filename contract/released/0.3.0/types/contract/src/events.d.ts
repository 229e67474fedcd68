/** Events of the whole site that plugins may consume. `notice.changed`: an open notice got another severity, title, text or end. */
export declare const eventNames: readonly ['notice.raised', 'notice.changed', 'notice.settled'];
export type EventName = (typeof eventNames)[number];
