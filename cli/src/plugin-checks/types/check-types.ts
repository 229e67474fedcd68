import { execFile } from 'node:child_process'
import { cpSync, existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { contractVersion } from '@shopdb/contract/version'
import { satisfies } from '@shopdb/server/plugin-host/index'
import { projectFolder } from '../../environment.ts'
import { findCompiler } from '../../plugin-authoring/contract-types.ts'
import { writeShopdbFolder } from '../../plugin-authoring/shopdb-folder.ts'
import type { Found } from '../check-finding.ts'
import { serverFiles, type PluginUnderCheck } from '../read-plugin.ts'
import type { PhaseOutcome } from '../run-check.ts'
import { withWorkingCopy } from '../working-copy.ts'

/** Compiles the code of the plugin as an editor does, with every contract version its range admits. */
export async function checkTypes(plugin: PluginUnderCheck, progress: (what: string) => void): Promise<PhaseOutcome> {
  return compileCopy(plugin, async (compiler, folder) => {
    const found: Found[] = []
    for (const version of versionsToCheck(plugin)) {
      progress(`contract ${version}`)
      useContract(folder, version)
      found.push(...await compile(compiler, folder, version))
    }
    return unique(found)
  })
}

/** A copy as an editor sees it; nothing to do for a plugin without code. */
async function compileCopy(plugin: PluginUnderCheck, work: (compiler: string, folder: string) => Promise<Found[]>): Promise<PhaseOutcome> {
  const files = serverFiles(plugin).filter(({ path }) => /\.m?ts$/.test(path))
  if (files.length === 0) return { found: [] }
  const compiler = findCompiler()
  if (compiler === null) return { found: [], notRun: 'TypeScript is not installed here; a clone of ShopDB has it' }
  return withWorkingCopy(plugin, async (folder) => {
    await writeShopdbFolder(folder)
    writeFileSync(join(folder, '.shopdb', 'check.json'), JSON.stringify({ extends: './tsconfig.json', compilerOptions: { rootDir: '..' }, include: [], files: files.map(({ path }) => `../${path}`) }))
    return { found: await work(compiler, folder) }
  })
}

/** Compiles it with declarations that the caller puts into `.shopdb/`, over the present ones. */
export async function checkTypesWith(plugin: PluginUnderCheck, version: string, place: (shopdbFolder: string) => void): Promise<PhaseOutcome> {
  return compileCopy(plugin, async (compiler, folder) => {
    place(join(folder, '.shopdb'))
    return compile(compiler, folder, version)
  })
}

const releasedFolder = join(projectFolder, 'contract', 'released')

/** Contract versions whose types are kept: the released ones and the present one. */
export function knownContractVersions(): string[] {
  const released = existsSync(releasedFolder) ? readdirSync(releasedFolder).filter((name) => existsSync(join(releasedFolder, name, 'types'))) : []
  return [...new Set([...released, contractVersion])]
}

function versionsToCheck({ subject }: PluginUnderCheck): string[] {
  const range = subject.manifest?.core_version ?? ''
  return knownContractVersions().filter((version) => version === contractVersion || satisfies(version, range))
}

function useContract(folder: string, version: string): void {
  const types = join(releasedFolder, version, 'types')
  if (version === contractVersion || !existsSync(types)) return
  for (const part of ['contract', 'plugin-api']) {
    rmSync(join(folder, '.shopdb', part), { recursive: true, force: true })
    cpSync(join(types, part, 'src'), join(folder, '.shopdb', part), { recursive: true })
  }
}

async function compile(compiler: string, folder: string, version: string): Promise<Found[]> {
  const { status, output } = await run(compiler, ['-p', '.shopdb/check.json', '--noEmit', '--pretty', 'false'], folder)
  const found = [...output.matchAll(/^(\S[^(\n]*)\((\d+),\d+\): error (TS\d+): (.*)$/gm)].map(([, file = '', line, code, message]): Found => ({
    id: 'types/error', file: file.replaceAll('\\', '/').replace(/^\.\//, ''), line: Number(line), message: `${code}: ${message} (contract ${version})`,
  }))
  return found.length > 0 || status === 0 ? found : [{ id: 'types/error', file: 'plugin.ts', message: `The compiler failed with contract ${version}: ${output.trim().slice(0, 300)}` }]
}

function run(program: string, parameters: readonly string[], cwd: string): Promise<{ status: number; output: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [program, ...parameters], { cwd, maxBuffer: 32 * 1024 * 1024 }, (error, stdout, stderr) => resolve({ status: error === null ? 0 : 1, output: `${stdout}${stderr}` }))
  })
}

/** One line for what several contract versions say alike. */
function unique(found: readonly Found[]): Found[] {
  const first = new Map(found.map((each) => [`${each.file}:${each.line} ${each.message.replace(/ \(contract [^)]*\)$/, '')}`, each]))
  return [...first.values()]
}
