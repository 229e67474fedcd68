import type { PluginContext } from '@shopdb/plugin-api'
import type { Manifest } from './manifest-type.ts'

export type Context = PluginContext<Manifest>

export const mediumType = 'usb.medium'
export const day = 86_400_000
