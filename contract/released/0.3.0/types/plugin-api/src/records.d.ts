import type { Caller } from './routes.ts';
/** A record of a resource as the API answers it. References stand as id and as label: `applicationId` and `application`. */
export type StoredRecord = {
    readonly id: number;
    readonly version: number;
    readonly [field: string]: unknown;
};
/**
 * Records beside assets: look-ups and other resources of the platform (`applications`, `installedapplications`,
 * `operatingsystems`, ...), asset types by their collection, and the tables that plugins declare. All are read; written are the further tables
 * of the plugin's own types and its own tables of kind `resource`, through the one write path: audited, undoable, sent to browsers.
 *
 * A plugin sees every record. Decide at the route who may have what comes of it.
 */
export type RecordsApi = {
    /**
     * One page of a list, by the query string of lists. Throws NOT_FOUND for a resource that is not there, QUERY_UNKNOWN for a filter it does not declare.
     * @example const { items } = await context.records.list('operatingsystems', 'limit=500')
     */
    readonly list: (resource: string, query?: string) => Promise<{
        readonly items: StoredRecord[];
        readonly total: number | null;
        readonly nextCursor: string | null;
    }>;
    /**
     * Every record that a query matches, 500 at a time, while they are taken; a `limit` in the query counts for nothing.
     * @example for await (const { assetId } of context.records.each('installedapplications', 'applicationVersionId=3,4')) { ... }
     */
    readonly each: (resource: string, query?: string) => AsyncIterable<StoredRecord>;
    readonly get: (resource: string, id: number) => Promise<StoredRecord | null>;
    /** `by` is the caller of a route whose name the history then shows; without it the plugin itself. Fields marked `readOnly` are written too. */
    readonly create: (resource: string, values: Readonly<Record<string, unknown>>, by?: Caller) => Promise<StoredRecord>;
    /** `values.version` is compared when it is there; 412 STALE tells what changed meanwhile. */
    readonly update: (resource: string, id: number, values: Readonly<Record<string, unknown>>, by?: Caller) => Promise<StoredRecord>;
    readonly remove: (resource: string, id: number, by?: Caller) => Promise<void>;
    /**
     * Creates those without an `id` and changes the others, 5,000 at most, in one transaction and one batch of the history, which one undo takes back: all or,
     * when one is refused, none. Answers their ids in this order. Versions are not compared.
     * @example await context.records.saveMany('lockerdoors', [{ assetId, label: '1' }, { id: 7, label: '2' }])
     */
    readonly saveMany: (resource: string, records: readonly Readonly<Record<string, unknown>>[], by?: Caller) => Promise<number[]>;
};
