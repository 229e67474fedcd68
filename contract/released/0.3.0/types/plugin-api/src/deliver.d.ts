/**
 * A message on its way. `waiting`: to be sent, or tried again (after 1, 5 and 30 minutes, 2, 6 and 24 hours). `dead`: given up; `error` says why, and an
 * administrator sees it under Deliveries and can try it again.
 */
export type Delivery = {
    readonly id: number;
    readonly channel: 'mail' | 'webhook';
    /** The addresses, or the URL without its query. */
    readonly target: string;
    readonly state: 'waiting' | 'sent' | 'dead';
    readonly attempts: number;
    readonly error: string | null;
    readonly createdAt: string;
    readonly sentAt: string | null;
};
/** `key` makes it once: with the key of a delivery of the last 30 days nothing is sent, and that delivery is answered. */
export type Mail = {
    readonly to: string | readonly string[];
    readonly subject: string; /** Plain text; always needed. */
    readonly text: string;
    readonly html?: string;
    readonly key?: string;
};
/**
 * `body` is sent as JSON by POST. With a `secret` it is signed as Standard Webhooks says: headers `webhook-id`, `webhook-timestamp` (seconds) and
 * `webhook-signature` (`v1,` and the base64 HMAC-SHA256 of `<id>.<timestamp>.<body>`). `secret` is a text, or `whsec_` and base64.
 */
export type Webhook = {
    readonly url: string;
    readonly body: unknown;
    readonly headers?: Readonly<Record<string, string>>;
    readonly secret?: string;
    readonly key?: string;
};
/**
 * Sends mail by the mail server of the site, and webhooks. Answered when it is written down, before it is sent; then by a job with retries,
 * at least once: after a crash a message may come twice, with the same id. Needs the capability `deliver`.
 */
export type DeliverApi = {
    /**
     * Throws RULE_BROKEN for an address that is none. A site without a mail server keeps it as a dead letter.
     * @example await context.deliver.mail({ to: 'toolroom@example.com', subject: 'Gauge overdue', text: '...', key: `overdue ${assetId} ${dueOn}` })
     */
    readonly mail: (mail: Mail) => Promise<Delivery>;
    /** Throws RULE_BROKEN for a host that neither the capability `outbound` nor the setting `core.webhooks.hosts` names. */
    readonly webhook: (webhook: Webhook) => Promise<Delivery>;
    /** Of this plugin; null when there is none. Sent ones are kept 30 days, dead ones 90. */
    readonly get: (id: number) => Promise<Delivery | null>;
};
