import type { PluginFinding } from '@shopdb/contract/plugins'
import type { Found } from '../check-finding.ts'
import { isRule } from '../check-rules.ts'
import { lineOfPointer } from '../json-line.ts'
import { fileOf, type PluginUnderCheck } from '../read-plugin.ts'
import { checkCapabilities } from './check-capabilities.ts'
import { checkCode } from './check-code.ts'
import { checkFiles } from './check-files.ts'
import { checkImports } from './check-imports.ts'
import { checkMigrations } from './check-migrations.ts'
import { checkPermissionUse } from './check-permissions.ts'

/** Everything that can be said without running a line of the plugin. */
export function checkStatic(plugin: PluginUnderCheck): Found[] {
  const judged = plugin.subject.findings.map((finding) => fromHost(plugin, finding))
  return [...judged, ...checkFiles(plugin), ...checkCode(plugin), ...checkImports(plugin), ...checkCapabilities(plugin), ...checkPermissionUse(plugin), ...checkMigrations(plugin)]
}

/** A finding of the host at a place of a JSON file. */
function fromHost(plugin: PluginUnderCheck, { id, file, path, message, fix }: PluginFinding): Found {
  return { id: isRule(id) ? id : 'host/other', file, line: lineOfPointer(fileOf(plugin, file) ?? '', path), message: isRule(id) ? message : `${id}: ${message}`, fix }
}
