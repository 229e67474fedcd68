import type { Infer, JsonSchema } from '@shopdb/contract/json-schema'
import type { Manifest } from '@shopdb/contract/manifest'
import type { AssetPosition, AssetsApi, AuditApi, Codec, ForeignDatabase, JobsApi, OwnDatabase, PluginErrors, PluginLog, RealtimeApi, RedisApi, RowValue, SearchApi, SqlQuery } from './context-parts.ts'
import type { Answer, PluginRoute, RouteDeclaration } from './routes.ts'

/** Typed values of the settings a manifest declares; a setting without value and default is undefined. */
export type SettingsOf<M> = M extends { readonly settings: infer Schema } ? Readonly<Infer<Schema>> : Readonly<Record<string, unknown>>

/** The flags a manifest declares, on or off. */
export type FlagsOf<M> = M extends { readonly flags: infer Flags } ? { readonly [Name in keyof Flags]: boolean } : Readonly<Record<string, boolean>>

/** Services of other plugins by name. Write the ones you depend on: `PluginOf<Manifest, { network: NetworkServices }>`. */
export type PluginServices = Readonly<Record<string, unknown>>

/**
 * Everything a plugin reaches, narrowed to what its manifest asks for. Reading a member whose capability the manifest
 * does not name throws and says which line to add. It keeps accidents out; it is no border against malice.
 */
export type PluginContext<M = Manifest, Services extends PluginServices = PluginServices> = {
  readonly plugin: { readonly name: string; readonly version: string; readonly apiPrefix: string }
  /** Read at the moment of access: a changed setting counts at once. */
  readonly settings: SettingsOf<M>
  readonly flags: FlagsOf<M>
  readonly log: PluginLog
  readonly database: OwnDatabase
  readonly assets: AssetsApi
  /** Writes one line into the audit log. */
  readonly auditLog: AuditApi
  readonly resolveAssetPosition: (assetId: number) => Promise<AssetPosition | null>
  readonly search: SearchApi
  readonly realtime: RealtimeApi
  /** Needs the capability `jobs`. */
  readonly jobs: JobsApi
  /** Needs the capability `redis`. */
  readonly redis: RedisApi
  /** Needs the capability `foreign_databases`. */
  readonly foreignDatabase: (name: string) => ForeignDatabase
  /** `fetch` to the hosts named by the capability `outbound`. */
  readonly fetch: typeof globalThis.fetch
  /** Services of the plugins under `dependencies`. They follow when the other plugin is replaced. */
  readonly services: Services
  /** Binds values: sql`select id from printers where vendorid = ${vendorId}`. */
  readonly sql: (texts: TemplateStringsArray, ...values: RowValue[]) => SqlQuery
  readonly errors: PluginErrors
  /** Inserts or updates rows of a plain table in a transaction of its own. */
  readonly upsert: (table: string, key: readonly string[], rows: readonly Record<string, RowValue>[]) => Promise<void>
  readonly codec: Codec
  /**
   * Types a route by its schemas; answers it unchanged.
   * @example context.route({ method: 'GET', path: '/:id/doors', permission: 'lockers.read', summary: 'Doors', params, handle: ({ params }) => doorsOf(params.id) })
   */
  readonly route: <const Params extends JsonSchema | undefined = undefined, const Query extends JsonSchema | undefined = undefined, const Body extends JsonSchema | undefined = undefined>(declaration: RouteDeclaration<Params, Query, Body>) => PluginRoute
  /** An answer with a status or headers of its own, or with a body that is not JSON (text, bytes, a stream). */
  readonly answer: (status: number, body?: unknown, headers?: Readonly<Record<string, string>>) => Answer
  /** Runs when the plugin is disabled, replaced or fails; what was registered last runs first. */
  readonly dispose: (release: () => void | Promise<void>) => void
}
