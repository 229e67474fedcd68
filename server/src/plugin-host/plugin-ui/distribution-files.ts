import { existsSync, readdirSync } from 'node:fs'
import { join, relative, sep } from 'node:path'

/** Every file of ui/dist but source maps, relative to the plugin. */
export function distributionFiles(folder: string): string[] {
  const below = join(folder, 'ui', 'dist')
  if (!existsSync(below)) return []
  const files = readdirSync(below, { recursive: true, withFileTypes: true }).filter((file) => file.isFile() && !file.name.endsWith('.map'))
  return files.map((file) => relative(folder, join(file.parentPath, file.name)).split(sep).join('/'))
}
