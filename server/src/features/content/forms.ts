import type { Level0Form } from '@shopdb/contract/plugin-ui-level0'
import { defineExtensionPoint, type PluginHost } from '../../plugin-host/index.ts'
import type { Level0Checks } from './level0-checks.ts'

/** Declared forms become part of the asset types themselves (assets/form-groups.ts); here their names are judged. */
export function connectForms(host: PluginHost, checks: Level0Checks): void {
  host.defineExtensionPoint(defineExtensionPoint<readonly Level0Form[]>({ key: 'ui.forms', check: checks.forms, added: () => undefined }))
}
