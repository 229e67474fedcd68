import type { Logger } from 'pino'
import type { Config } from '../config.ts'
import type { Auth } from './auth/auth.ts'
import type { Database } from './database/database.ts'
import type { SettingRegistry } from './setting-registry.ts'
import type { ResourceModel } from './resources/resource-model.ts'

/** A permission as declared by a feature or a plugin. `roles` names the ready-made roles that have it from the start. */
export type PermissionDeclaration = { id: string; title: string; roles: readonly ReadyMadeRole[] }
export type ReadyMadeRole = 'administrator' | 'editor' | 'technician' | 'viewer' | 'collector' | 'walldisplay'

/**
 * The runtime state of one server instance, handed to everything explicitly; there are no module globals.
 * app.ts builds it; features add nothing to it.
 */
export type Platform = {
  readonly config: Config
  readonly log: Logger
  readonly database: Database
  readonly resources: ResourceRegistry
  readonly permissions: PermissionRegistry
  readonly settings: SettingRegistry
  readonly auth: Auth
  readonly now: () => number
}

/** Live registries: plugins add and remove entries while the server runs. */
export type ResourceRegistry = {
  get: (name: string) => ResourceModel | undefined
  all: () => readonly ResourceModel[]
  add: (model: ResourceModel) => void
  remove: (name: string) => void
  /** Rises with every add and remove; caches compare it. */
  readonly generation: number
  /** The model of one record where extensions of the resource exist (the asset type of an asset), else the resource's. */
  specific: (reader: Pick<Database, 'all'>, model: ResourceModel, id: number) => Promise<ResourceModel>
}

export type PermissionRegistry = {
  all: () => readonly PermissionDeclaration[]
  add: (declarations: readonly PermissionDeclaration[]) => void
  remove: (ids: readonly string[]) => void
  readonly generation: number
}
