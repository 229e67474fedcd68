import type { Manifest, NavigationEntry } from '@shopdb/contract/manifest';
import type { UninstallPolicy } from '@shopdb/contract/plugins';
import type { Collected } from './collecting.ts';
import type { PluginContext, PluginServices, WithCapability } from './context.ts';
import type { AssetPanel, Command, Demo, HealthAnswer, JobDeclaration, MapMarkers, Report, SearchFields, SearchResults, Topic, Widget, WorkerDeclaration } from './hooks.ts';
import type { Consumer } from './notices.ts';
import type { Failure } from './failure.ts';
import type { PluginRoute } from './routes.ts';
import type { Sockets } from './sockets.ts';
/**
 * What the default export of a plugin.ts may be. Every hook is optional and is given the context; those that answer
 * something are called once at each activation, `health` whenever it is asked. Each has ten seconds. A hook that
 * throws, rejects, takes longer or answers something else than described fails the plugin, and only the plugin.
 *
 * @example
 * export default {
 *   widgets: (context) => [{ id: 'stale', title: 'Not seen for 30 days', kind: 'counter', load: async () => ({ value: await countStale(context) }) }],
 * } satisfies PluginOf<Manifest>
 */
export type PluginOf<M extends Pick<Manifest, 'name' | 'permissions'> = Manifest, Services extends PluginServices = PluginServices> = {
    /** Before the first request: open what the plugin needs, register what must be released with `context.dispose`. */
    readonly init?: Hook<M, Services, void>;
    /** Operations below the plugin's address, beside those that its asset types have by themselves. */
    readonly routes?: Hook<M, Services, readonly PluginRoute[]>;
    /** Commands of the CLI. */
    readonly commands?: Hook<M, Services, readonly Command[]>;
    /** Functions for plugins that depend on this one. */
    readonly services?: Hook<M, Services, Readonly<Record<string, (...parameters: never[]) => unknown>>>;
    /** Tiles of the dashboard. */
    readonly widgets?: Hook<M, Services, readonly Widget[]>;
    /** Entries beside those of the manifest, when they depend on settings. */
    readonly navigation?: Hook<M, Services, readonly NavigationEntry[]>;
    /** Further words under which assets are found. */
    readonly searchFields?: Hook<M, Services, readonly SearchFields[]>;
    /** What follows from a record that its collector took. */
    readonly collected?: Hook<M, Services, readonly Collected[]>;
    /** Work by schedule or on demand. Needs the capability `jobs`. */
    readonly jobs?: WithCapability<M, 'jobs', Hook<M, Services, readonly JobDeclaration[]>>;
    /** Loops that run as long as the plugin is active. Needs the capability `jobs`. */
    readonly workers?: WithCapability<M, 'jobs', Hook<M, Services, readonly WorkerDeclaration[]>>;
    /** Takes events of the whole site, such as notices of other plugins. Needs the capability `events`. */
    readonly consumers?: WithCapability<M, 'events', Hook<M, Services, readonly Consumer[]>>;
    /** Realtime messages that browsers may subscribe to. */
    readonly topics?: Hook<M, Services, readonly Topic[]>;
    /** A Socket.IO namespace of its own, with events that clients send and that it sends. */
    readonly sockets?: Hook<M, Services, Sockets>;
    /**
     * What becomes of an error in a route or client event, and of what the host refuses there: answer an error made by `context.errors` to be sent in its place, or
     * nothing. It has one second. The status of what the host refuses stays.
     * @example mapError: ({ errors }, { error }) => (error instanceof QueueError ? errors.problem({ code: 'QUEUE_FULL', status: 409, message: 'The queue is full.', fix: 'Wait.' }) : null)
     */
    readonly mapError?: (context: PluginContext<M, Services>, failure: Failure) => Error | null | undefined | Promise<Error | null | undefined>;
    /** State of what the plugin stands on; asked by the health page. */
    readonly health?: Hook<M, Services, HealthAnswer>;
    /** Lists that people run and export. */
    readonly reports?: Hook<M, Services, readonly Report[]>;
    /** How assets look on the floor plan. */
    readonly mapMarkers?: Hook<M, Services, readonly MapMarkers[]>;
    /** Panels on the page of an asset. */
    readonly assetPanels?: Hook<M, Services, readonly AssetPanel[]>;
    /** Second line and badges of search results. */
    readonly searchResults?: Hook<M, Services, readonly SearchResults[]>;
    /**
     * Example data. `fill` is called by `npx shopdb seed demo` and by the first start with `SHOPDB_DEMO=1`, once in a database, after the plant
     * of the core and the plugins it depends on; it is given `{ assets, now, random, signal }` and answers how many records of each kind it made.
     */
    readonly demo?: Hook<M, Services, Demo>;
    /** Once, after the tables exist: seed rows of its own. */
    readonly onInstall?: Hook<M, Services, void>;
    /** Before its data is kept, archived or dropped. Not called when its code is gone. */
    readonly onUninstall?: (context: PluginContext<M, Services>, policy: UninstallPolicy) => void | Promise<void>;
    /** After a person enabled it. */
    readonly onEnable?: Hook<M, Services, void>;
    /** Before a person's wish to disable it is carried out. */
    readonly onDisable?: Hook<M, Services, void>;
};
type Hook<M, Services extends PluginServices, Result> = (context: PluginContext<M, Services>) => Result | Promise<Result>;
export {};
