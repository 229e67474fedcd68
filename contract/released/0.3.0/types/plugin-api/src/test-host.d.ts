import type { TestProcess, TestRedis, TestSocket } from './test-realtime.ts';
/** A record as the API answers it. */
export type TestRecord = {
    readonly id: number;
    readonly [field: string]: unknown;
};
/** The body of an answer. Members every list and record has are typed; compare the others with node:assert. */
export type TestBody = {
    readonly id: number;
    readonly items: readonly TestRecord[];
    readonly total: number | null;
    readonly code: string;
    readonly [member: string]: unknown;
};
export type TestAnswer = {
    readonly status: number;
    readonly headers: Readonly<Record<string, unknown>>;
    readonly text: string; /** Empty when the answer is no JSON. */
    readonly body: TestBody;
};
/** Sends requests as somebody. A path begins with `/api/`; a body is sent as JSON. */
export type TestClient = {
    readonly get: (path: string) => Promise<TestAnswer>;
    readonly post: (path: string, body?: unknown) => Promise<TestAnswer>;
    readonly put: (path: string, body?: unknown) => Promise<TestAnswer>;
    readonly patch: (path: string, body?: unknown, version?: number) => Promise<TestAnswer>;
    readonly delete: (path: string, version?: number) => Promise<TestAnswer>;
};
export type TestHost = {
    /** As the administrator of the site. */
    readonly api: TestClient;
    /** Without a sign-in. */
    readonly anonymous: TestClient;
    /**
     * As a user with a ready-made role (`viewer`, `technician`, `collector`, ...), or with exactly these permissions.
     * @example const reader = await host.as(['lockers.read'])
     */
    readonly as: (roleOrPermissions: string | readonly string[]) => Promise<TestClient>;
    /** A token of that user, for clients of your own; without a name one of the administrator. */
    readonly token: (roleOrPermissions?: string | readonly string[]) => Promise<string>;
    /** The address of the server, which listens on a free port of this computer from the first call on. */
    readonly url: () => Promise<string>;
    /**
     * Connects to the namespace of the hook `sockets`: as the administrator, as somebody, or with null without a sign-in. Rejects with an error whose `problem` says why
     * when it is refused.
     * @example const reader = await host.socket(['lockers.read'])
     */
    readonly socket: (roleOrPermissions?: string | readonly string[] | null) => Promise<TestSocket>;
    /** The Redis of the site; null without the option `redis`. */
    readonly redis: TestRedis | null;
    /** Rows of the database of the site. @example await host.rows('select count(*) as n from lockersessions') */
    readonly rows: (sql: string, parameters?: readonly (string | number | null)[]) => Promise<readonly Readonly<Record<string, unknown>>[]>;
    /** Starts a further server process on the same database, with the same plugin and Redis. */
    readonly startProcess: () => Promise<TestProcess>;
    /** The clock of the server, with `context.clock`: moving it runs what has become due. Plugin code that reads `Date.now()` itself sees the real one. */
    readonly clock: {
        readonly now: () => Date; /** By milliseconds. */
        readonly advance: (milliseconds: number) => void;
    };
    /** Values for a new record of one of the plugin's asset types, valid by its schema and different at each call. */
    readonly values: (type: string, overrides?: Readonly<Record<string, unknown>>) => Record<string, unknown>;
    /** Creates a record as `values` makes it; throws what the server says when it is refused. */
    readonly create: (type: string, overrides?: Readonly<Record<string, unknown>>) => Promise<TestRecord>;
    /** Starts a job of the plugin, waits for its end and answers its result; throws its error when it failed. */
    readonly runJob: (name: string, parameters?: unknown) => Promise<unknown>;
    /**
     * Generates the demo plant with so many assets (default 40; only those of plugins that run beside it), and calls the hook
     * `demo` of each plugin. Answers what the plugin filled in; throws what went wrong in it.
     * @example assert.deepEqual(await host.fillDemo(), { lockers: 8 })
     */
    readonly fillDemo: (options?: {
        readonly assets?: number;
    }) => Promise<Readonly<Record<string, number>>>;
    /** Disables and enables the plugin with the files as they are now. */
    readonly restartPlugin: () => Promise<void>;
    readonly stop: () => Promise<void>;
};
export type TestHostOptions = {
    /** Values of the plugin's settings. */
    readonly settings?: Readonly<Record<string, unknown>>;
    /** With a Redis of its own that runs, or that is `away` until it is started. */
    readonly redis?: 'running' | 'away';
    /** The stand-in of the testing kit, also where there is a real one. */
    readonly redisKind?: TestRedis['kind'];
    /** Variables of the environment: `{ LOCKERS_STOCK_URL: 'sqlite:///tmp/stock.db', HEALTH_REQUIRES_AUTH: 'true' }`. */
    readonly environment?: Readonly<Record<string, string>>;
    /** Bundled plugins to start beside it; default those it depends on. */
    readonly plugins?: readonly string[];
};
