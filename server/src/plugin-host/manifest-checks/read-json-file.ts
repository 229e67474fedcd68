import { readFileSync } from 'node:fs'

/** The content of a file that the manifest names, or why there is none. */
export function readJsonFile(path: string): { value: unknown } | { problem: string; missing: boolean } {
  try {
    return { value: JSON.parse(readFileSync(path, 'utf8')) }
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    return { missing, problem: missing ? 'The file does not exist.' : `It is not valid JSON: ${error instanceof Error ? error.message : String(error)}` }
  }
}
