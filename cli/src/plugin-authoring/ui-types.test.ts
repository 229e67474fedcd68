import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { projectFolder } from '../environment.ts'
import { writeShopdbFolder } from './shopdb-folder.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'shopdbuitypes'))
  cpSync(join(projectFolder, 'examples', 'toolcribs'), folder, { recursive: true, filter: (path) => !path.includes('.shopdb') })
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** What the compiler of Vue components says of the plugin, as an author runs it. */
function compile(): Promise<string[]> {
  writeFileSync(join(folder, 'tsconfig.json'), '{ "extends": "./.shopdb/tsconfig.json", "include": ["*.ts", "ui"] }')
  const compiler = createRequire(import.meta.url).resolve('vue-tsc/bin/vue-tsc.js')
  return new Promise((resolve) => {
    execFile(process.execPath, [compiler, '-p', folder, '--noEmit', '--pretty', 'false'], { cwd: folder }, (_error, output) => resolve(output.split('\n').filter((line) => line.includes(': error '))))
  })
}

it('the screens of the example have the types of what they import', async () => {
  await writeShopdbFolder(folder)
  expect(await compile()).toEqual([])
}, 240_000)

it('a misspelt part of the kit, a wrong prop and a wrong answer are type errors', async () => {
  await writeShopdbFolder(folder)
  writeFileSync(join(folder, 'ui', 'wrong.ts'), [
    'import { FancyButton, navigate, UiButton, useApi } from \'@shopdb/ui\'', 'import { h } from \'vue\'', 'export const fancy = FancyButton',
    'export const button = h(UiButton, { busy: \'yes\' })', 'export const answer: number = useApi().get<string>(\'/api/toolcribs\')', 'void navigate(3)',
  ].join('\n'))
  expect((await compile()).map((line) => /wrong\.ts\((\d+),/.exec(line)?.[1])).toEqual(['1', '4', '5', '6'])
}, 240_000)
