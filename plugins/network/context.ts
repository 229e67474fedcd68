import type { PluginContext } from '@shopdb/plugin-api'
import type { Manifest } from './manifest-type.ts'

export type Context = PluginContext<Manifest>

export const deviceType = 'network.device'
export const day = 86_400_000
