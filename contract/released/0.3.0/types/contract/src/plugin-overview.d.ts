import type { PluginDetail } from './plugins.ts';
/**
 * Something that went wrong in a plugin's code. `uncaught`: an error nobody caught; several within a minute quarantine the
 * plugin. `failed`, `timeout`: a call that was answered with an error. `ending`: it held the server or tried to end it.
 */
export type PluginFault = {
    kind: 'uncaught' | 'failed' | 'timeout' | 'ending';
    at: string;
    /** What was being called: `GET /stale`, `widgets.load`, `health`. */
    label: string;
    message: string;
    /** Of the request it happened in; the log has the stack under it. */
    requestId: string | null;
    /** `store.ts:40`, relative to the plugin's folder, when the stack tells. */
    place: string | null;
};
/** A table of the plugin. `rows` stops counting at the limit of the answer, and `isExact` says whether it did not. */
export type PluginTable = {
    name: string;
    kind: 'records' | 'plain';
    rows: number | null;
    isExact: boolean;
};
/** Something of the contract that the plugin uses and that will go. */
export type PluginDeprecation = {
    id: string;
    since: string;
    removedIn: string;
    replacement: string;
    count: number;
    lastAt: string;
};
export type PluginJobRun = {
    name: string;
    title: string;
    schedule: string | null;
    lastRun: {
        id: number | string;
        state: string;
        startedAt: string | null;
        finishedAt: string | null;
        error: string | null;
    } | null;
    nextRunAt: string | null;
};
/** What a plugin has shown to deserve, computed by `shopdb plugin check`; null while nothing has been computed. */
export type PluginTier = 'bronze' | 'silver' | 'gold' | 'platinum';
export type PluginHealthPart = {
    status: 'ok' | 'degraded' | 'down';
    detail?: string | null;
    figures?: Record<string, number | string | boolean | null> | null;
};
/** Everything an operator may want to know of one plugin: `GET /api/plugins/:name`. */
export type PluginOverview = PluginDetail & {
    permissions: {
        id: string;
        title: string;
        roles: string[];
    }[];
    tables: PluginTable[];
    jobs: PluginJobRun[];
    /** Null when it has nothing to say, or does not run. */
    health: (PluginHealthPart & {
        parts?: Record<string, PluginHealthPart>;
    }) | null;
    /** The latest first; kept since this process started. */
    errors: PluginFault[];
    deprecations: PluginDeprecation[];
    tier: PluginTier | null;
    /** How the tier was found: by a full check, or by the static part alone. */
    tierSource: 'check' | 'static' | null;
    /** Contract versions it was checked against. */
    testedContractVersions: string[];
};
