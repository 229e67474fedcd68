import type { FastifyInstance } from 'fastify'
import type { TableSpec } from './platform/database/table-model.ts'
import type { JobDeclaration } from './platform/jobs/job.ts'
import type { PermissionDeclaration, Platform } from './platform/platform.ts'
import type { PluginHolding } from './platform/plugin-holding.ts'
import type { ResourceDeclaration } from './platform/resources/resource-model.ts'

/**
 * What a feature of core declares from its index.ts. app.ts holds the one ordered list; at boot every declaration is
 * checked (names, tables, permissions unique) before anything runs.
 */
export type Feature = {
  name: string
  /** Tables beyond those derived from `resources`. */
  tables?: readonly TableSpec[]
  resources?: readonly ResourceDeclaration[]
  permissions?: readonly PermissionDeclaration[]
  /** What it keeps because of plugins, in tables of its own: uninstalling counts, archives, deletes and sweeps by it. */
  holdings?: (platform: Platform) => readonly PluginHolding[]
  /** Binds handlers to addresses; every route declares `config.permission` or stands in the public list. */
  routes?: (http: FastifyInstance, platform: Platform) => void | Promise<void>
  /** Work by schedule or on demand, run as the plugin `core`. */
  jobs?: (platform: Platform) => readonly JobDeclaration[]
  /** After migrations, before the server listens. */
  start?: (platform: Platform) => Promise<void>
  stop?: (platform: Platform) => Promise<void>
}
