import type { JsonSchema } from '@shopdb/contract/json-schema';
import type { Caller } from './routes.ts';
import type { ChartContent, ContentColumn, CounterContent, FieldsContent, MarkerContent, SearchResultContent, TableContent } from '@shopdb/contract/plugin-content';
/** A value, now or later. */
type Awaitable<Value> = Value | Promise<Value>;
/**
 * A command of `npx shopdb <plugin> <name>`. `run` answers what is printed: a text as it is, a list of objects as a table,
 * with --json whatever it is. It has ten minutes; longer work starts a job.
 *
 * @example { name: 'renumber', description: 'Give lockers new numbers', parameters: { type: 'object', properties: { from: { type: 'integer' } }, required: ['from'] }, run: ({ from }) => renumber(Number(from)) }
 */
export type Command = {
    readonly name: string;
    readonly description: string;
    /** Who may run it. Default: `plugins.manage`. */
    readonly permission?: string;
    /** JSON Schema of type object; each property is an option: `dryRun` is `--dry-run`. */
    readonly parameters?: JsonSchema;
    readonly run: (parameters: Record<string, unknown>) => unknown;
};
type WidgetBase = {
    readonly id: string;
    readonly title: string;
    /** Who sees it. Default: `<plugin>.read`. */
    readonly permission?: string;
    /** Default: `small` for a counter, else `medium`. */
    readonly size?: 'small' | 'medium' | 'large';
    /** Seconds for which a loaded content counts, unless a record changes before. Default 60. */
    readonly refreshSeconds?: number;
};
/** Who looks at the widget. What `may` is asked decides for whom the content is kept: others have it loaded anew. */
type WidgetRequest = {
    readonly caller: {
        readonly may: (permission: string) => boolean;
    };
};
/**
 * A tile of the dashboard. `load` answers plain values; the web writes numbers and dates in the reader's language. The
 * content is kept for `refreshSeconds` and shared by everybody who looks, however many they are; a change of any record
 * ends it sooner. A `load` that throws, takes longer than ten seconds or answers something else is shown as a failed
 * tile with the plugin's name (503 PLUGIN_FAILED, PLUGIN_TIMEOUT); the other tiles stay.
 *
 * @example
 * { id: 'windows-10', title: 'Still on Windows 10', kind: 'counter', permission: 'computers.read',
 *   load: async () => ({ value: await countOld(), tone: 'warning', link: { type: 'computers.computer', query: 'operatingSystem=Windows%2010' } }) }
 */
export type Widget = (WidgetBase & {
    readonly kind: 'counter';
    readonly load: (request: WidgetRequest) => Awaitable<CounterContent>;
}) | (WidgetBase & {
    readonly kind: 'table';
    readonly load: (request: WidgetRequest) => Awaitable<TableContent>;
}) | (WidgetBase & {
    readonly kind: 'chart';
    readonly load: (request: WidgetRequest) => Awaitable<ChartContent>;
});
/**
 * Further words under which assets of a type are found. `load` answers, by asset id, the texts to add; an id that is
 * left out has none. It is asked after each change of such an asset, once for up to 500 of them, and when the plugin
 * becomes active in a new version. When the texts change without the asset, say so: `context.search.refresh([assetId])`.
 *
 * @example { type: 'lockers.locker', load: async (ids) => Object.fromEntries((await holdersOf(ids)).map(({ assetid, name }) => [assetid, [name]])) }
 */
export type SearchFields = {
    readonly type: string;
    readonly load: (assetIds: readonly number[]) => Awaitable<Readonly<Record<number, readonly string[]>>>;
};
/**
 * Work that runs by schedule or on demand, one run at a time over all server processes. Needs the capability `jobs`. A run
 * that was missed because no server ran is made up for once. It may begin again from the start: after a failure, and after its
 * process died. So it does its work in steps that can be repeated.
 */
export type JobDeclaration = {
    readonly name: string;
    readonly title: string;
    /** Seconds between two runs. */
    readonly everySeconds?: number;
    /** Time of day in UTC, `HH:MM`. */
    readonly at?: string;
    /** Milliseconds after which `signal` is aborted and the attempt has failed. Default ten minutes. */
    readonly timeLimit?: number;
    /** Further attempts after a failure, 30 s, 2 min, 8 min, ... later, and after a lost process. Default 2. */
    readonly retries?: number;
    /**
     * Heed `signal`: it is aborted at the time limit, when a person stops the run, and when the plugin or the server stops.
     * What `run` answers is kept as the result. `progress` is shown to who waits.
     */
    readonly run: (job: {
        signal: AbortSignal;
        parameters: unknown;
        progress: (done: number, total: number) => void;
    }) => Promise<unknown>;
};
/**
 * A loop that runs as long as the plugin is active, and ends when `signal` is aborted: the plugin stops, or another process has taken over. It runs in one
 * server process at a time, which holds a lease in the database and renews it every 5 seconds. When that process dies another begins within 25 seconds; one that
 * stood still for 20 seconds is told to end when it goes on, so what must be done once is written under a unique key. A loop that ends or fails is begun again
 * after 1, 2, 4 ... at most 60 seconds. State, restarts and the last error stand in the health of the plugin.
 */
export type WorkerDeclaration = {
    readonly name: string;
    readonly title: string;
    /** In every server process, without a lease. */
    readonly everywhere?: boolean;
    readonly run: (signal: AbortSignal) => Promise<void>;
};
/** Who listens to a topic; `id` is that of the connection. */
export type TopicListener = {
    readonly id: string;
    readonly caller: Caller;
};
/**
 * A kind of realtime message that browsers may subscribe to, as `<plugin>.<name>`, or one room of it. Messages go out at once, each once to each client. A
 * client that does not take them has up to 1,000 wait, then it is disconnected and told why; with `window` or `key` only the newest of each key waits.
 */
export type Topic = {
    readonly name: string;
    readonly title: string;
    readonly permission: string;
    readonly message?: JsonSchema;
    /** The last message of each room greets who comes: the same as `keep: 1`. */
    readonly retained?: boolean;
    /** So many messages of each room (1 to 100) greet who comes, also after a lost connection; a page sees each once. Kept in memory, by each server process. */
    readonly keep?: number;
    /** Milliseconds in which a room gets it once: the first at once, then the newest of each key. */
    readonly window?: number;
    /** Member of the message that tells what it is about. */
    readonly key?: string;
    /** Whether somebody with the permission may listen to this room, or with null to the whole topic. Asked again when rights change. Left out: to all. */
    readonly mayEnter?: (caller: Caller, room: string | null) => Awaitable<boolean>;
    /** Somebody began to listen; `unsubscribed` follows, also when the connection is lost. */
    readonly subscribed?: (listener: TopicListener, room: string | null) => void | Promise<void>;
    readonly unsubscribed?: (listener: TopicListener, room: string | null) => void | Promise<void>;
};
/** State of what the plugin stands on. `down` does not stop the plugin; it is shown and counted. */
export type HealthAnswer = {
    readonly status: 'ok' | 'degraded' | 'down';
    readonly detail?: string;
    readonly figures?: Readonly<Record<string, number | string | boolean | null>>;
};
/** A value of a report's row. Dates are `YYYY-MM-DD`, moments ISO 8601 in UTC. */
export type ReportRow = {
    readonly [column: string]: string | number | boolean | null | undefined;
};
/**
 * A list that people run, look at as a chart and export. `run` answers rows with a member for each column, at once or
 * one after the other (an async generator, which is streamed to CSV row by row). It has a minute until the first row
 * and another one for each next row. On the screen 5,000 rows are shown; CSV has all of them.
 *
 * @example
 * { id: 'calibrations', title: 'Calibrations due', permission: 'measuringtools.read',
 *   parameters: { type: 'object', properties: { days: { type: 'integer', minimum: 1, default: 30, title: 'Days ahead' } } },
 *   columns: [{ name: 'tool', title: 'Tool' }, { name: 'due', title: 'Due', type: 'date' }],
 *   run: async ({ days }) => findDue(Number(days)) }
 */
export type Report = {
    readonly id: string;
    readonly title: string;
    readonly description?: string;
    /** Who may run it. Default: `<plugin>.read`. */
    readonly permission?: string;
    /** JSON Schema of type object. Values arrive checked, numbers and booleans as such, defaults filled in. */
    readonly parameters?: JsonSchema;
    readonly columns: readonly ContentColumn[];
    /** Draws the rows: `label` and `values` name columns. Without `values` it counts the rows of each label. */
    readonly chart?: {
        readonly kind: 'bar' | 'line' | 'donut';
        readonly label: string;
        readonly values?: readonly string[];
    };
    readonly run: (parameters: Record<string, unknown>) => Awaitable<readonly ReportRow[]> | AsyncIterable<ReportRow>;
};
/**
 * How assets of a type look on the floor plan. `load` answers, by asset id, tone, label and badge; an id that is left out
 * looks as usual. It is asked once for all assets of the type on the plan and has 300 ms: the plan does not wait longer.
 * Of several plugins that mark one asset, the most severe tone counts, with its label.
 */
export type MapMarkers = {
    readonly type: string;
    readonly load: (assetIds: readonly number[]) => Awaitable<Readonly<Record<number, MarkerContent>>>;
};
type PanelBase = {
    readonly id: string;
    readonly title: string;
    /** Asset types on whose pages it stands. Default: every type of the plugin. */
    readonly types?: readonly string[];
    /** Who sees it, beside being allowed to see the asset. Default: `<plugin>.read`. */
    readonly permission?: string;
    /** Lower numbers first; default 100. */
    readonly order?: number;
};
/**
 * A panel on the page of an asset. One whose `load` throws, takes longer than ten seconds or answers something else is
 * shown as a failed panel with the plugin's name; its neighbours stay.
 */
export type AssetPanel = (PanelBase & {
    readonly kind: 'fields';
    readonly load: (assetId: number) => Awaitable<FieldsContent>;
}) | (PanelBase & {
    readonly kind: 'table';
    readonly load: (assetId: number) => Awaitable<TableContent>;
}) | (PanelBase & {
    readonly kind: 'chart';
    readonly load: (assetId: number) => Awaitable<ChartContent>;
});
/**
 * Second line and badges of search results of a type. `load` is asked once for all results of the type and has 300 ms;
 * an id that is left out looks as usual.
 */
export type SearchResults = {
    readonly type: string;
    readonly load: (assetIds: readonly number[]) => Awaitable<Readonly<Record<number, SearchResultContent>>>;
};
/** Numbers by lot that come out the same on every computer, for the same plugin. */
export type DemoRandom = {
    /** 0 (included) to 1 (excluded). */
    readonly next: () => number;
    /** A whole number, both ends included. */
    readonly between: (from: number, to: number) => number;
    readonly chance: (share: number) => boolean;
    readonly pick: <T>(values: readonly T[]) => T;
    /** A value with the weight of each: `[[8, 'in use'], [1, 'lent']]`. */
    readonly weighted: <T>(values: readonly (readonly [weight: number, value: T])[]) => T;
};
/** What a demo is made from. */
export type DemoPlant = {
    /** How many assets the plant of the core has: the measure of how much to fill in. */
    readonly assets: number;
    /** The moment from which dates are counted. */
    readonly now: Date;
    readonly random: DemoRandom;
    /** Aborted at the time limit: a minute, and 10 ms more for each asset. */
    readonly signal: AbortSignal;
};
/**
 * Example data that makes what the plugin shows meaningful: lists, widgets, reports, marks on the map. `fill` is called by
 * `npx shopdb seed demo` and by the first start with `SHOPDB_DEMO=1`, after the plant of the core stands and after the
 * plugins that this one depends on; never twice in one database, also when it failed. It answers how many records of each
 * kind it made. For 200 assets it takes seconds, not minutes. For the same `assets`, `now` and `random` it makes the same.
 * One that fails is logged and listed with the plugin; the plugin goes on, and the others fill in theirs.
 *
 * @example { fill: async ({ assets, random }) => ({ lockers: await makeLockers(context, Math.ceil(assets / 5), random) }) }
 */
export type Demo = {
    /** Lower numbers first, among plugins that do not depend on each other; default 100. */
    readonly order?: number;
    readonly fill: (plant: DemoPlant) => Awaitable<Readonly<Record<string, number>>>;
};
export {};
