/**
 * `absent`: the site has no REDIS_URL. `connecting`: no answer yet since the start. `down`: lost, or never there; tried again for ever, after 1, 2, 4 and then every
 * 5 seconds. `since` is UTC milliseconds, `reason` the last error, without address or password.
 */
export type RedisState = {
    readonly status: 'absent' | 'connecting' | 'ready' | 'down';
    readonly since: number;
    readonly reason: string | null;
};
/** Since the plugin was started. `failed`: the handler threw. `dropped`: more than 10,000 messages waited for a handler, the oldest went. */
export type RedisFigures = {
    readonly received: number;
    readonly failed: number;
    readonly dropped: number;
    readonly waiting: number;
    readonly reconnections: number;
};
/**
 * A connection to the Redis of the site that belongs to this plugin alone, in each server process: every process hears every message. It is opened at the
 * first subscription or command, never keeps the plugin from starting, and subscribes anew by itself after each break; what is published meanwhile is gone.
 * Channels and keys have to match a pattern of the capability `redis`. The state stands in the health of the plugin.
 */
export type RedisApi = {
    readonly state: () => RedisState;
    /** Told of each change of `status`, and at once how it is now. */
    readonly onState: (listener: (state: RedisState) => void) => void;
    /**
     * Messages of a channel (SUBSCRIBE), or of all channels that match a pattern with `*`, `?` or `[` (PSUBSCRIBE), one after the other in the order in which they
     * came: the next waits for the promise of the previous one, ten seconds at most. A handler that throws is logged and counted, and the next message follows.
     * Answers how to end the subscription; it ends with the plugin.
     * @example context.redis.subscribe('tickstock:alerts:critical', (channel, text) => alerts.take(channel, JSON.parse(text)))
     */
    readonly subscribe: (pattern: string, onMessage: (channel: string, message: string) => void | Promise<void>) => () => void;
    /** The same for messages that are no text. */
    readonly subscribeBytes: (pattern: string, onMessage: (channel: string, message: Uint8Array) => void | Promise<void>) => () => void;
    /** Answers how many heard it. Rejects while Redis is away. */
    readonly publish: (channel: string, message: string | Uint8Array) => Promise<number>;
    /** How many subscribe to a channel by its name. */
    readonly subscribers: (channel: string) => Promise<number>;
    /** Milliseconds of a round trip. Rejects after two seconds. */
    readonly ping: () => Promise<number>;
    /**
     * One command on keys: strings, hashes, lists, sets and sorted sets, their expiry and SCAN with MATCH; nothing that touches the server or other keys.
     * @example const beat = await context.redis.command('GET', 'tickstock:producer:heartbeat')
     */
    readonly command: (name: string, ...parameters: readonly (string | number)[]) => Promise<unknown>;
    readonly figures: () => RedisFigures;
};
