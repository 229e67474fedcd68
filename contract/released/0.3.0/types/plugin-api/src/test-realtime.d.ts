import type { RealtimeProblem } from '@shopdb/contract/realtime';
/** The acknowledgement of a client event. */
export type TestAcknowledgement = {
    readonly ok: boolean;
    readonly problem?: RealtimeProblem;
    readonly [member: string]: unknown;
};
/** A real Socket.IO client of the plugin's namespace that remembers what it was sent, in order. */
export type TestSocket = {
    readonly id: string;
    readonly isConnected: () => boolean;
    /** Everything, or the bodies of one event. */
    readonly heard: readonly {
        readonly event: string;
        readonly body: unknown;
    }[];
    readonly of: (event: string) => readonly unknown[];
    /** Waits until an event has come so many times (default 1), five seconds at most; answers the body of the last. */
    readonly next: (event: string, count?: number) => Promise<unknown>;
    readonly send: (event: string, body?: unknown) => Promise<TestAcknowledgement>;
    readonly close: () => void;
};
/**
 * A Redis for tests, on a port of its own. `server`: the program `redis-server`, when this computer has it. `fake`: a small stand-in of the testing kit that speaks
 * the same protocol, so that the same driver connects to it: publish and subscribe with patterns, NUMSUB, PING, and GET, SET, DEL, EXISTS without expiry; nothing
 * is kept over `stop`, any other command is refused, and nothing is slow.
 */
export type TestRedis = {
    readonly url: string;
    readonly kind: 'server' | 'fake';
    readonly start: () => Promise<void>;
    /** As if it crashed. */
    readonly stop: () => Promise<void>;
    /** Answers how many heard it. */
    readonly publish: (channel: string, message: string | Uint8Array) => Promise<number>;
    readonly subscribers: (channel: string) => Promise<number>;
};
/** A server process on the database of the test that can be killed. */
export type TestProcess = {
    readonly url: string;
    readonly token: string; /** As `kill -9` does. */
    readonly kill: () => Promise<void>;
};
/** An empty database of its own, as if it were somebody else's: for the capability `foreign_databases`. */
export type TestDatabase = {
    /** With the rights of its owner. */
    readonly url: string;
    /** One statement, or several without parameters. */
    readonly run: (sql: string, parameters?: readonly unknown[]) => Promise<readonly Readonly<Record<string, unknown>>[]>;
    readonly drop: () => Promise<void>;
};
