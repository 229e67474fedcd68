import type { ProblemDetails } from './errors.ts';
/** Where the socket of the realtime connection is opened, on the port of the API. WebSocket only. */
export declare const realtimePath = "/api/realtime";
/** One committed change of a record, without its values: whoever shows the record reads it again with his own permissions. */
export type RealtimeChange = {
    id: number;
    kind: string;
    entityId: number;
    action: string; /** UTC milliseconds. */
    at: number;
};
/**
 * What changed in the rooms of a client, in the order of the commits. `cursor` is what to send as `since` after a lost
 * connection. `reload`: too much happened to name it; read everything in the rooms again.
 */
export type ChangesMessage = {
    cursor: number;
    changes: RealtimeChange[];
    reload?: boolean;
};
/** One message of a plugin's topic. `retained`: it was sent before this client came. `id`, of topics that keep messages: the same when it comes again. */
export type TopicMessage = {
    topic: string;
    room: string | null;
    message: unknown;
    retained?: boolean;
    id?: string;
};
/** The answer of every client event. */
export type RealtimeAnswer<Result> = ({
    ok: true;
} & Result) | {
    ok: false;
    problem: RealtimeProblem;
};
export type RealtimeProblem = Pick<ProblemDetails, 'code' | 'status' | 'title' | 'fix' | 'detail' | 'fields'>;
export type RefusedRoom = {
    room: string;
    problem: RealtimeProblem;
};
export type Subscribed = {
    joined: string[];
    refused: RefusedRoom[];
} & ChangesMessage;
export type SubscribeBody = {
    rooms: string[];
    since?: number;
};
export type UnsubscribeBody = {
    rooms: string[];
};
/** What the server sends, by event name. */
export type ServerEvents = {
    /** First of all. */
    hello: (body: {
        cursor: number;
        user: string;
    }) => void;
    changes: (body: ChangesMessage) => void;
    topic: (body: TopicMessage) => void;
    /** Rooms that the client may not be in any more. */
    left: (body: {
        rooms: RefusedRoom[];
    }) => void;
    /** Why the server ends the connection; `disconnect` follows. */
    goodbye: (problem: RealtimeProblem) => void;
};
/** What a client may send; each is acknowledged with a RealtimeAnswer. */
export type ClientEvents = {
    subscribe: (body: SubscribeBody, answer: (answer: RealtimeAnswer<Subscribed>) => void) => void;
    unsubscribe: (body: UnsubscribeBody, answer: (answer: RealtimeAnswer<object>) => void) => void;
};
/** Rooms one client may be in. */
export declare const mostRooms = 500;
/** What each client event must hold, by its name. */
export declare const clientEventSchemas: {
    readonly subscribe: {
        readonly type: 'object';
        readonly additionalProperties: false;
        readonly required: readonly ["rooms"];
        readonly properties: {
            readonly rooms: {
                readonly type: 'array';
                readonly minItems: 1;
                readonly maxItems: 500;
                readonly uniqueItems: true;
                readonly items: {
                    readonly type: 'string';
                    readonly pattern: '^[a-z]+:[^\\s]+$';
                    readonly maxLength: 160;
                };
            };
            readonly since: {
                readonly type: 'integer';
                readonly minimum: 0;
            };
        };
    };
    readonly unsubscribe: {
        readonly type: 'object';
        readonly additionalProperties: false;
        readonly required: readonly ["rooms"];
        readonly properties: {
            readonly rooms: {
                readonly type: 'array';
                readonly minItems: 1;
                readonly maxItems: 500;
                readonly uniqueItems: true;
                readonly items: {
                    readonly type: 'string';
                    readonly pattern: '^[a-z]+:[^\\s]+$';
                    readonly maxLength: 160;
                };
            };
        };
    };
};
