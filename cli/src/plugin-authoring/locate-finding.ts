import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { lineOfPointer } from '../plugin-checks/json-line.ts'

/** `manifest.json:12`: the file of a finding with the line its JSON pointer leads to. */
export function locate(folder: string, { file, path }: { file: string; path: string }): string {
  try {
    return `${file}:${lineOfPointer(readFileSync(join(folder, file), 'utf8'), path)}`
  } catch {
    return file // a file that is not there has no line
  }
}
