import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of the clone. Everything the launcher makes lies below it, so that deleting the folder removes it all. */
export const projectFolder = dirname(dirname(fileURLToPath(import.meta.url)))

export const runtimeFolder = join(projectFolder, '.runtime')
export const packagesFolder = join(projectFolder, 'node_modules')
export const cacheFolder = join(projectFolder, '.cache')
export const commandLineEntry = join(projectFolder, 'cli', 'src', 'main.ts')
