import type { PluginContext } from '@shopdb/plugin-api'
import type { Manifest } from './manifest-type.ts'

export type Context = PluginContext<Manifest>
