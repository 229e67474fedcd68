/** A value of a row, the same on every database engine: booleans are 0 and 1, times are UTC milliseconds. */
export type RowValue = string | number | null;
export type Row = Record<string, RowValue>;
/** A statement with its values bound, made by `context.sql`. */
export type SqlQuery = {
    readonly text: string;
    readonly parameters: readonly RowValue[];
};
/** Structured log; the plugin's name is on every line. Values before text: `log.warn({ assetId }, 'no serial number')`. */
export type PluginLog = {
    readonly debug: LogLine;
    readonly info: LogLine;
    readonly warn: LogLine;
    readonly error: LogLine;
};
type LogLine = (values: Readonly<Record<string, unknown>> | string, text?: string) => void;
/**
 * A function that a migration calls by its name (`{ "op": "run", "table": "lists", "function": "splitNames" }`), exported by
 * the file of the same name beside it (`migrations/0003-split.ts`). The handle writes all tables of the plugin, records
 * too. Interrupted, the function is called again, so a second call has to finish what the first began; one that throws
 * fails the plugin at the stage "migrate".
 * @example export const splitNames: MigrationFunction = async (database) => { ... }
 */
export type MigrationFunction = (database: OwnDatabase) => void | Promise<void>;
/** The plugin's own tables. Records of asset types and resources are changed through `assets`; plain tables also here. */
export type OwnDatabase = {
    readonly engine: 'sqlite' | 'mysql' | 'postgres';
    /**
     * One SELECT over tables of this plugin; `?` stands for a value on every engine. Throws when it names a foreign table or writes.
     * @example const rows = await context.database.all('select printerid, level from printerreadings where takenat > ?', [since])
     */
    readonly all: (query: string | SqlQuery, parameters?: readonly RowValue[]) => Promise<Row[]>;
    /** One transaction over the plain tables of this plugin. It may run again after a deadlock: no effects outside it. */
    readonly write: <Result>(work: (transaction: OwnTransaction) => Promise<Result>) => Promise<Result>;
};
export type OwnTransaction = {
    readonly all: (query: string | SqlQuery, parameters?: readonly RowValue[]) => Promise<Row[]>;
    /** INSERT, UPDATE or DELETE; answers the number of rows. */
    readonly run: (query: string | SqlQuery, parameters?: readonly RowValue[]) => Promise<number>;
    readonly insertRows: (table: string, rows: readonly Row[]) => Promise<void>;
    /** Inserts, or updates where `key` exists already. */
    readonly upsertRows: (table: string, key: readonly string[], rows: readonly Row[]) => Promise<void>;
    /** Reserves ids of one of the plugin's tables; answers the first of `count` contiguous ones. */
    readonly takeIds: (table: string, count: number) => Promise<number>;
};
/** An asset as the API shows it: core fields and those of its type. */
export type AssetRecord = {
    readonly id: number;
    readonly version: number;
    readonly type: string;
    readonly assetNumber: string;
    readonly name: string | null;
    readonly [field: string]: unknown;
};
/** `type` is `<plugin>.<type>`, null when its plugin has gone. */
export type AssetName = {
    readonly id: number;
    readonly assetNumber: string;
    readonly name: string | null;
    readonly type: string | null;
};
/** Assets through the one write path: audited, searchable, undoable, sent to browsers. */
export type AssetsApi = {
    readonly get: (id: number) => Promise<AssetRecord | null>;
    /**
     * Assets of these ids, in their order, however many; an id that is none is left out. Their fields with the names of references as lists show
     * them: what belongs to an asset beyond that (collections, tags, position, provenance) only `get` reads. One statement for each type among 500.
     */
    readonly getMany: (ids: readonly number[]) => Promise<AssetRecord[]>;
    /** How assets are called, for lists that refer to many: one statement for 500 of them. Deleted ones are left out. */
    readonly names: (ids: readonly number[]) => Promise<AssetName[]>;
    /** The query string of a list: `q=mill&status=In%20use&sort=-modifiedAt`. */
    readonly list: (query: string) => Promise<{
        items: AssetRecord[];
        total: number | null;
        nextCursor: string | null;
    }>;
    readonly create: (type: string, values: Readonly<Record<string, unknown>>) => Promise<AssetRecord>;
    readonly update: (id: number, values: Readonly<Record<string, unknown>>, version?: number) => Promise<AssetRecord>;
    readonly retire: (id: number) => Promise<void>;
    /**
     * Live assets of a type that a collector reported before a moment and not since, in the order of their ids. Those that no collector ever saw are not among them.
     * @example for await (const { assetNumber, lastSeen } of context.assets.unseen('computers.computer', new Date(Date.now() - 30 * 86_400_000))) { ... }
     */
    readonly unseen: (type: string, before: Date) => AsyncIterable<UnseenAsset>;
};
/** `lastSeen` is a moment in UTC, `warrantyUntil` a date. */
export type UnseenAsset = {
    readonly id: number;
    readonly assetNumber: string;
    readonly name: string | null;
    readonly location: string | null;
    readonly warrantyUntil: string | null;
    readonly lastSeen: string;
};
/** Where an asset stands: on its own, by a related asset that passes its position on, or by its location. */
export type AssetPosition = {
    readonly floorPlanId: number;
    readonly x: number;
    readonly y: number;
    readonly source: 'asset' | 'related' | 'location';
    readonly viaAssetId?: number;
};
export type AuditApi = (entry: {
    action: string;
    assetId?: number;
    detail?: Readonly<Record<string, unknown>>;
}) => Promise<void>;
export type SearchApi = {
    readonly refresh: (assetIds: readonly number[]) => Promise<void>;
};
/** Sends a message to every browser subscribed to `<plugin>.<topic>`, on every server process. */
export type RealtimeApi = {
    readonly publish: (topic: string, message: unknown, room?: string) => void;
};
/**
 * One run of a job. `aborted`: by a person, or because the plugin was stopped or replaced. `lost`: its server process died
 * and no attempt was left. `result` is what `run` answered, as JSON of at most 64 KB.
 */
export type Job = {
    readonly id: number;
    readonly name: string;
    readonly state: 'waiting' | 'running' | 'done' | 'failed' | 'aborted' | 'lost';
    readonly progress: {
        readonly done: number;
        readonly total: number;
    } | null;
    readonly result: unknown;
    readonly error: string | null;
};
/** Jobs of this plugin: `start` asks for a run now, with parameters that JSON can hold, and answers before it begins. */
export type JobsApi = {
    readonly start: (name: string, parameters?: unknown) => Promise<Job>;
    readonly get: (id: number) => Promise<Job | null>;
};
/** Errors that are answers. The code gets the plugin's name before it: `QUEUE_FULL` of `printers` is `PRINTERS_QUEUE_FULL`. */
export type PluginErrors = {
    /** @example throw context.errors.problem({ code: 'QUEUE_FULL', status: 409, message: 'The queue is full.', fix: 'Wait, or use another printer.' }) */
    readonly problem: (problem: {
        code: string;
        status: 400 | 403 | 404 | 409 | 422 | 429 | 500 | 503;
        message: string;
        fix: string;
        fields?: {
            path: string;
            message: string;
        }[];
    }) => Error;
    readonly notFound: (detail: string) => Error;
};
/** Between values of JSON and values of rows. */
export type Codec = {
    readonly timestampToRow: (text: string) => number;
    readonly timestampFromRow: (milliseconds: number) => string;
    /** `decimalToRow(1.5, 2)` is 150. */
    readonly decimalToRow: (value: number, places: number) => number;
    readonly decimalFromRow: (value: number, places: number) => number;
    /** The form by which identifiers are compared and sorted: `CNC-1` and `cnc-1` are one, 2 stands before 10. */
    readonly naturalKey: (text: string) => string;
};
export {};
