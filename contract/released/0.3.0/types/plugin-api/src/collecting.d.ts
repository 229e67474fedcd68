/** What became of a record that a collector took. `at` is the moment in UTC at which it came. */
export type CollectedRecord = {
    readonly assetId: number;
    readonly outcome: 'created' | 'updated' | 'unchanged';
    readonly at: string;
};
/**
 * Told what the plugin's collector took of an asset type, after it is stored and before the sender is answered; up to 500
 * records at once, each asset once. For what follows from a record: readings, forecasts, findings. It is told once: what it
 * loses by a fault or a lost process comes again with the next record only.
 *
 * @example { type: 'lockers.locker', take: async (records) => noteReadings(context, records) }
 */
export type Collected = {
    readonly type: string;
    readonly take: (records: readonly CollectedRecord[]) => void | Promise<void>;
};
/** One record of a push, in the order in which they were given. `assetId` is null when it went to the quarantine, for the reasons under `problems`. */
export type PushResult = {
    readonly index: number;
    readonly outcome: 'created' | 'updated' | 'unchanged' | 'quarantined';
    readonly assetId: number | null;
    readonly matchedBy: string | null;
    readonly problems: readonly {
        readonly path: string;
        readonly message: string;
    }[];
};
/** The plugin's own collector. */
export type CollectorApi = {
    /**
     * Hands records to it that the plugin found out by itself, 1,000 at most: recognised, merged, kept in quarantine and told to the hook
     * `collected` like those sent to `POST /api/collector/<plugin>`. Throws PLUGIN_NOT_FOUND when no asset type of the plugin declares an identity.
     * @example const { results } = await context.collector.push([{ hostname: 'prn-01', pageCount: 1200 }])
     */
    readonly push: (records: readonly Readonly<Record<string, unknown>>[]) => Promise<{
        readonly received: number;
        readonly created: number;
        readonly updated: number;
        readonly unchanged: number;
        readonly quarantined: number;
        readonly results: readonly PushResult[];
    }>;
};
