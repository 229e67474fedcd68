import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import type { PluginUnderCheck } from './read-plugin.ts'
import { asRecord } from './samples/operations.ts'

const notCopied = new Set(['node_modules', '.git', '.shopdb', 'coverage'])

/** A copy of the plugin that a check may change, in a folder of the same name; removed afterwards. */
export async function withWorkingCopy<Result>(plugin: PluginUnderCheck, work: (folder: string, place: string) => Promise<Result>): Promise<Result> {
  const place = realpathSync(mkdtempSync(join(tmpdir(), 'shopdb-check-')))
  try {
    return await work(copyPlugin(plugin, place), place)
  } finally {
    rmSync(place, { recursive: true, force: true })
  }
}

export function copyPlugin({ folder, name }: Pick<PluginUnderCheck, 'folder' | 'name'>, place: string): string {
  const target = join(place, name)
  cpSync(folder, target, { recursive: true, filter: (source) => !notCopied.has(basename(source)) })
  linkPackages(folder, target)
  return target
}

/** Installed in the plugin's folder, or for the plugins of a repository further up; a junction needs no rights on Windows. */
function linkPackages(folder: string, target: string): void {
  if (existsSync(join(folder, 'node_modules'))) return symlinkSync(join(folder, 'node_modules'), join(target, 'node_modules'), 'junction')
  for (const name of dependenciesOf(folder)) {
    const place = findInstalled(folder, name)
    const link = join(target, 'node_modules', name)
    if (place === null) continue
    mkdirSync(dirname(link), { recursive: true })
    symlinkSync(place, link, 'junction')
  }
}

function dependenciesOf(folder: string): string[] {
  if (!existsSync(join(folder, 'package.json'))) return []
  const content: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  // Those of its tests too.
  const { dependencies, devDependencies } = asRecord(content)
  return Object.keys({ ...asRecord(dependencies), ...asRecord(devDependencies) })
}

function findInstalled(folder: string, name: string): string | null {
  const place = join(folder, 'node_modules', name)
  if (existsSync(place)) return realpathSync(place)
  return dirname(folder) === folder ? null : findInstalled(dirname(folder), name)
}
