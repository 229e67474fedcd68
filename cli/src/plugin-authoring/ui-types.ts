import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { projectFolder } from '../environment.ts'
import { CommandFailure } from '../failure.ts'

const entry = join('web', 'src', 'plugin-host', 'sdk-ui.ts')
const sources = ['ui', 'api', 'plugin-host'].map((name) => join(projectFolder, 'web', 'src', name))

/** Where the declarations of `@shopdb/ui` begin, relative to the folder. */
export const uiEntry = 'plugin-host/sdk-ui.d.ts'

/**
 * The declarations of what plugins import as `@shopdb/ui`, components with their props included; made from the sources
 * and kept by their content. Null where the compiler of Vue components is not installed.
 */
export async function uiTypesFolder(): Promise<string | null> {
  const compiler = findCompiler()
  if (compiler === null || !existsSync(join(projectFolder, entry))) return null
  const hash = createHash('sha256')
  for (const folder of sources) for (const name of readdirSync(folder).filter((file) => /\.(?:ts|vue)$/.test(file)).toSorted()) hash.update(name).update(readFileSync(join(folder, name)))
  const target = join(projectFolder, '.cache', 'plugin-types', `ui-${hash.digest('hex').slice(0, 16)}`)
  if (!existsSync(target)) await emit(compiler, target)
  return target
}

function findCompiler(): string | null {
  try {
    return createRequire(import.meta.url).resolve('vue-tsc/bin/vue-tsc.js')
  } catch {
    return null // an installation without the packages of developers
  }
}

/** Complete or not there at all: two commands may do it at once. */
async function emit(compiler: string, target: string): Promise<void> {
  const temporary = `${target}.${process.pid}`
  const configuration = join(temporary, 'tsconfig.json')
  mkdirSync(temporary, { recursive: true })
  writeFileSync(configuration, JSON.stringify({
    extends: join(projectFolder, 'web', 'tsconfig.json'),
    compilerOptions: { noEmit: false, declaration: true, emitDeclarationOnly: true, noCheck: true, types: [], rootDir: join(projectFolder, 'web', 'src'), outDir: temporary, paths: { '@shopdb/ui': [join(projectFolder, 'web', 'src', 'ui', 'index.ts')] } },
    include: [], files: [join(projectFolder, entry)],
  }))
  try {
    await promisify(execFile)(process.execPath, [compiler, '-p', configuration])
    rmSync(configuration)
    nameLikeModules(temporary)
    renameSync(temporary, target)
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true })
    if (!existsSync(target)) throw new CommandFailure('TYPES_FAILED', 'The types of @shopdb/ui could not be made.', 'Run "npm ci" in the folder of ShopDB; its packages do not fit its sources.', { cause: error })
  }
}

/** `x.vue.d.ts` is found by editors only; as `x-vue.d.ts` every compiler finds it. */
function nameLikeModules(folder: string): void {
  for (const file of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!file.isFile()) continue
    const path = join(file.parentPath, file.name)
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll(/(['"]\.{1,2}\/[^'"]+)\.vue(['"])/g, '$1-vue.ts$2').replaceAll(/from '@shopdb\/ui'/g, 'from \'../ui/index.ts\''))
    if (file.name.endsWith('.vue.d.ts')) renameSync(path, path.replace(/\.vue\.d\.ts$/, '-vue.d.ts'))
  }
}
