import type { Infer, JsonSchema } from '@shopdb/contract/json-schema';
/** Who asks, resolved and checked by the host before the handler runs. */
export type Caller = {
    readonly kind: 'user' | 'token' | 'system';
    readonly userId: number | null;
    /** What history shows. */
    readonly label: string;
    readonly may: (permission: string) => boolean;
};
/** What a handler is given. `params`, `query` and `body` have passed the schemas of the route. */
export type RouteRequest<Params = undefined, Query = undefined, Body = undefined> = {
    readonly params: Checked<Params, Readonly<Record<string, string>>>;
    readonly query: Checked<Query, Readonly<Record<string, string>>>;
    readonly body: Checked<Body, unknown>;
    readonly caller: Caller;
    /** Stands in the log, in every error and in change records. */
    readonly requestId: string;
    /** Aborted when the client leaves or the time limit ends. */
    readonly signal: AbortSignal;
};
type Checked<Schema, Otherwise> = Schema extends undefined ? Otherwise : Infer<Schema>;
/** An answer that is not plain JSON with the status of the route; made by `context.answer`. */
export type Answer = {
    readonly status: number;
    readonly body: unknown;
    readonly headers: Readonly<Record<string, string>>;
};
/**
 * One operation of the plugin. `path` is relative to the plugin's address: `/summary` of `computers` is served at
 * `/api/computers/summary`.
 *
 * @example
 * const query = { type: 'object', properties: { days: { type: 'integer', minimum: 1 } } } as const satisfies JsonSchema
 * const stale: RouteDeclaration<undefined, typeof query> = {
 *   method: 'GET', path: '/stale', permission: 'computers.read', summary: 'Computers not seen lately', query,
 *   handle: async ({ query }) => findStale(query.days ?? 30),
 * }
 */
export type RouteDeclaration<Params extends JsonSchema | undefined = undefined, Query extends JsonSchema | undefined = undefined, Body extends JsonSchema | undefined = undefined> = {
    readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
    readonly path: string;
    /** Of this plugin or of the platform. A route without one is refused. */
    readonly permission: string;
    /** A flag of the manifest; while it is off the route answers 403 FEATURE_DISABLED. */
    readonly flag?: string;
    /**
     * Also answers without a sign-in, to an address that a user made for this route (`?feed=...`): for calendars and wall displays. GET only. The caller is that
     * user; the token is taken out of the query. People make and revoke such addresses in their profile, or by `POST /api/feeds`.
     * @example context.route({ method: 'GET', path: '/due.ics', permission: 'lockers.read', feed: true, summary: 'Checks that are due', handle: ... })
     */
    readonly feed?: boolean;
    /** Tells whether the plugin can work: GET only, and answered without a sign-in unless the site has HEALTH_REQUIRES_AUTH. Keep out what strangers must not know. */
    readonly health?: boolean;
    /** One line for the API description. */
    readonly summary: string;
    readonly description?: string;
    /** Schemas of what arrives; a request that does not match is answered 400 before the handler. */
    readonly params?: Params;
    readonly query?: Query;
    readonly body?: Body;
    /** Schema of the answer. */
    readonly answer?: JsonSchema;
    /** Status of a plain answer; default 200, and 204 when the handler answers nothing. */
    readonly status?: number;
    /** Milliseconds after which the request is answered 503; default 30,000. */
    readonly timeLimit?: number;
    readonly handle: (request: RouteRequest<Params, Query, Body>) => unknown;
};
/** A declared route of any schemas; what the hook `routes` answers. Made by `context.route`, which infers the types of the request. */
export type PluginRoute = {
    readonly method: RouteDeclaration['method'];
    readonly path: string;
    readonly permission: string;
    readonly flag?: string;
    readonly feed?: boolean;
    readonly health?: boolean;
    readonly summary: string;
    readonly description?: string;
    readonly params?: JsonSchema;
    readonly query?: JsonSchema;
    readonly body?: JsonSchema;
    readonly answer?: JsonSchema;
    readonly status?: number;
    readonly timeLimit?: number;
    readonly handle: (request: never) => unknown;
};
export {};
