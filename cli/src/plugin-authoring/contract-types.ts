import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { projectFolder } from '../environment.ts'
import { CommandFailure } from '../failure.ts'

const packages = ['contract', 'plugin-api'] as const

/**
 * The folder with the declarations (`.d.ts`) of what a plugin may see, made by the compiler from the sources and kept by
 * their content: the second call costs nothing. Answers null where the compiler is not installed.
 */
export async function contractTypesFolder(): Promise<string | null> {
  const compiler = findCompiler()
  if (compiler === null) return null
  const files = packages.flatMap((name) => sourcesOf(join(projectFolder, name, 'src')))
  const hash = createHash('sha256')
  for (const file of files) hash.update(file.slice(projectFolder.length)).update(readFileSync(file))
  const target = join(projectFolder, '.cache', 'plugin-types', hash.digest('hex').slice(0, 16))
  if (!existsSync(target)) await emit(compiler, files, target)
  return target
}

function sourcesOf(folder: string): string[] {
  return readdirSync(folder).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts')).toSorted().map((name) => join(folder, name))
}

export function findCompiler(): string | null {
  try {
    return join(dirname(createRequire(import.meta.url).resolve('@typescript/native/package.json')), 'bin', 'tsc')
  } catch {
    return null // an installation without the packages of developers
  }
}

/** Complete or not there at all: two commands may do it at once. */
async function emit(compiler: string, files: readonly string[], target: string): Promise<void> {
  const temporary = `${target}.${process.pid}`
  mkdirSync(temporary, { recursive: true })
  const configuration = join(temporary, 'tsconfig.json')
  const outside = join(temporary, 'outside.d.ts')
  // The testing kit starts a server; its declarations name nothing of it, so the server stays out of the program.
  writeFileSync(outside, 'declare const nothing: never\nexport = nothing\n')
  writeFileSync(configuration, JSON.stringify({
    extends: join(projectFolder, 'tsconfig.json'),
    compilerOptions: { noEmit: false, declaration: true, emitDeclarationOnly: true, noCheck: true, rootDir: projectFolder, outDir: temporary, types: [], paths: { '@shopdb/server/*': [outside] } },
    include: [], files,
  }))
  try {
    await promisify(execFile)(process.execPath, [compiler, '-p', configuration])
    rmSync(configuration)
    rmSync(outside)
    renameSync(temporary, target)
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true })
    if (!existsSync(target)) throw new CommandFailure('TYPES_FAILED', 'The types of the plugin contract could not be made.', 'Run "npm ci" in the folder of ShopDB; its packages do not fit its sources.', { cause: error })
  }
}
