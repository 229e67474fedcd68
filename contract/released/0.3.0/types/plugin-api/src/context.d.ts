import type { Infer, JsonSchema } from '@shopdb/contract/json-schema';
import type { Manifest } from '@shopdb/contract/manifest';
import type { DeliverApi } from './deliver.ts';
import type { AttachmentsApi } from './attachments.ts';
import type { CollectorApi } from './collecting.ts';
import type { AssetPosition, AssetsApi, AuditApi, Codec, JobsApi, OwnDatabase, PluginErrors, PluginLog, RealtimeApi, RowValue, SearchApi, SqlQuery } from './context-parts.ts';
import type { NoticesApi } from './notices.ts';
import type { PeopleApi } from './people.ts';
import type { PluginClock } from './clock.ts';
import type { RecordsApi } from './records.ts';
import type { ForeignDatabase } from './foreign-database.ts';
import type { RedisApi } from './redis.ts';
import type { SocketsApi } from './sockets.ts';
import type { RelationshipsApi } from './relationships.ts';
import type { Answer, PluginRoute, RouteDeclaration } from './routes.ts';
/** Typed values of the settings a manifest declares; a setting without value and default is undefined. */
export type SettingsOf<M> = M extends {
    readonly settings: infer Schema;
} ? Readonly<Infer<Schema>> : Readonly<Record<string, unknown>>;
/** The flags a manifest declares, on or off. */
export type FlagsOf<M> = M extends {
    readonly flags: infer Flags;
} ? {
    readonly [Name in keyof Flags]: boolean;
} : Readonly<Record<string, boolean>>;
/** What stands in the context in place of a member that the manifest does not ask for: using it does not compile, and says why. */
export type Undeclared<Line extends string> = {
    readonly [Message in `Add to manifest.json: ${Line}`]: never;
};
/** What needs a capability: a member of the context, a hook. Without a manifest of its own (`Manifest` as such) everything is there. */
export type WithCapability<M, Name extends string, Member> = M extends {
    readonly capabilities: infer Asked;
} ? (Name extends keyof Asked ? (Asked[Name] extends false | readonly [] ? Undeclared<`"capabilities": { "${Name}": ... }`> : Member) : Undeclared<`"capabilities": { "${Name}": ... }`>) : 'capabilities' extends keyof M ? Member : Undeclared<`"capabilities": { "${Name}": ... }`>;
/** Services by the plugins that the manifest depends on; of others there are none. */
type DeclaredServices<M, Services extends PluginServices> = M extends {
    readonly dependencies: infer Declared;
} ? {
    readonly [Name in keyof Services]: Name extends keyof Declared ? Services[Name] : Undeclared<`"dependencies": { "${Name & string}": ... }`>;
} : 'dependencies' extends keyof M ? Services : {
    readonly [Name in keyof Services]: Undeclared<`"dependencies": { "${Name & string}": ... }`>;
};
/** Services of other plugins by name. Write the ones you depend on: `PluginOf<Manifest, { network: NetworkServices }>`. */
export type PluginServices = Readonly<Record<string, unknown>>;
/**
 * Everything a plugin reaches, narrowed to what its manifest asks for. Reading a member whose capability the manifest
 * does not name throws and says which line to add. It keeps accidents out; it is no border against malice.
 */
export type PluginContext<M = Manifest, Services extends PluginServices = PluginServices> = {
    /** Who it is: its name, its version and the address of its routes (`/api/lockers`). */
    readonly plugin: {
        readonly name: string;
        readonly version: string;
        readonly apiPrefix: string;
    };
    /** Read at the moment of access: a changed setting counts at once. */
    readonly settings: SettingsOf<M>;
    /** Switches of the manifest, on or off. Read at the moment of access, like settings. */
    readonly flags: FlagsOf<M>;
    /** The log of the server; every line carries the name of the plugin. */
    readonly log: PluginLog;
    /** The time of the server, and timers that end with the plugin. */
    readonly clock: PluginClock;
    /** Reads and writes the plugin's own tables, and no others. */
    readonly database: OwnDatabase;
    /** Assets through the one write path: audited, searchable, undoable, sent to browsers. */
    readonly assets: AssetsApi;
    /** The plugin's own collector, for what it finds out by itself. */
    readonly collector: CollectorApi;
    /** Records beside assets: look-ups of the platform, and the further tables and resources of the plugin. */
    readonly records: RecordsApi;
    /** How assets are related, and what surrounds one as a graph. */
    readonly relationships: RelationshipsApi;
    /** Files of assets. */
    readonly attachments: AttachmentsApi;
    /** Writes one line into the audit log. */
    readonly auditLog: AuditApi;
    /** Where an asset stands: on its own, by a related asset, or by its location; null when nobody knows. Coordinates in pixels of the floor plan. */
    readonly resolveAssetPosition: (assetId: number) => Promise<AssetPosition | null>;
    /** Has the further words of `searchFields` asked for anew. */
    readonly search: SearchApi;
    /** Sends messages of the hook `topics` to browsers. */
    readonly realtime: RealtimeApi;
    /** Says what people should know, once for as long as it is so: for lists, and for plugins that tell people. */
    readonly notices: NoticesApi;
    /** Users of the site, their mail addresses and what they may. Needs the capability `people`. */
    readonly people: WithCapability<M, 'people', PeopleApi>;
    /** Sends mail and webhooks. Needs the capability `deliver`. */
    readonly deliver: WithCapability<M, 'deliver', DeliverApi>;
    /** Sends to the clients of the hook `sockets`. */
    readonly sockets: SocketsApi;
    /** Needs the capability `jobs`. */
    readonly jobs: WithCapability<M, 'jobs', JobsApi>;
    /** A connection of its own to the Redis of the site. Needs the capability `redis`. */
    readonly redis: WithCapability<M, 'redis', RedisApi>;
    /** Databases that are not ShopDB's, for reading. Needs the capability `foreign_databases`. */
    readonly foreignDatabase: WithCapability<M, 'foreign_databases', (name: string) => ForeignDatabase>;
    /** `fetch` to the hosts named by the capability `outbound`. */
    readonly fetch: WithCapability<M, 'outbound', typeof globalThis.fetch>;
    /** Services of the plugins under `dependencies`. They follow when the other plugin is replaced. */
    readonly services: DeclaredServices<M, Services>;
    /** Binds values: sql`select id from printers where vendorid = ${vendorId}`. */
    readonly sql: (texts: TemplateStringsArray, ...values: RowValue[]) => SqlQuery;
    /** Errors that are answers: `throw context.errors.notFound(...)`. Anything else that is thrown is answered 500 and logged. */
    readonly errors: PluginErrors;
    /** Inserts or updates rows of a plain table in a transaction of its own. */
    readonly upsert: (table: string, key: readonly string[], rows: readonly Record<string, RowValue>[]) => Promise<void>;
    /** Between values of JSON and values of rows. */
    readonly codec: Codec;
    /**
     * Types a route by its schemas; answers it unchanged.
     * @example context.route({ method: 'GET', path: '/:id/doors', permission: 'lockers.read', summary: 'Doors', params, handle: ({ params }) => doorsOf(params.id) })
     */
    readonly route: <const Params extends JsonSchema | undefined = undefined, const Query extends JsonSchema | undefined = undefined, const Body extends JsonSchema | undefined = undefined>(declaration: RouteDeclaration<Params, Query, Body>) => PluginRoute;
    /** An answer with a status or headers of its own, or with a body that is not JSON (text, bytes, a stream). */
    readonly answer: (status: number, body?: unknown, headers?: Readonly<Record<string, string>>) => Answer;
    /** Runs when the plugin is disabled, replaced or fails; what was registered last runs first. */
    readonly dispose: (release: () => void | Promise<void>) => void;
};
export {};
