import { posix } from 'node:path'
import type { Finding } from './finding.ts'
import { layers, type Layer } from './layers.ts'
import type { Repository, Rule, SourceFile } from './repository.ts'
import { importsOf, isCode, isTest, type ImportedModule } from './source-tree.ts'

export const layersRule: Rule = { name: 'layers', applies: isCode, check: checkLayers }

type Import = ImportedModule & { from: string; target: string }

/** Directions between layers, doors of features, and nobody reaching into plugins. */
function checkLayers(files: readonly SourceFile[], repository: Repository): Finding[] {
  const doors = plugDoors(repository)
  return files.flatMap((file) => {
    const judgements = localImports(file).map((each) => judge(each, doors)).filter((each) => each !== undefined)
    return [...judgeHome(file), ...judgements].map((each) => ({ file: file.path, rule: 'layers', ...each }))
  })
}

function judgeHome(file: SourceFile): Judgement[] {
  if (layerOf(file.path) !== undefined || isTest(file.path)) return []
  return [{ line: 1, message: 'This file belongs to no layer, so nothing keeps its imports straight. Move it into one, or add a row to tools/layers.ts and say why in a decision record.' }]
}

/** Imports of files of this repository; packages of the registry are not the concern of layers. */
export function localImports(file: SourceFile): Import[] {
  return importsOf(file).flatMap((each) => {
    const target = resolveSpecifier(file.path, each.specifier)
    return target === undefined ? [] : [{ ...each, from: file.path, target }]
  })
}

function resolveSpecifier(from: string, specifier: string): string | undefined {
  if (specifier === '@shopdb/ui') return 'web/src/ui/index.ts'
  if (specifier.startsWith('.')) return posix.join(posix.dirname(from), specifier)
  const workspace = /^@shopdb\/(contract|plugin-api|server|cli|web)(?:\/(.+))?$/.exec(specifier)
  return workspace === null ? undefined : `${workspace[1]}/src/${workspace[2] ?? 'index'}.ts`
}

export function layerOf(path: string): Layer | undefined {
  return layers.find((layer) => layer.files.test(path))
}

type Judgement = { line: number; message: string }

function judge(each: Import, doors: ReadonlyMap<string, ReadonlySet<string>>): Judgement | undefined {
  const from = layerOf(each.from)
  const to = layerOf(each.target)
  const say = (message: string): Judgement => ({ line: each.line, message })
  if (to?.name === 'plugins' && from?.name !== 'plugins') return say(`Nothing imports a plugin (${each.target}): it must be removable. Reach it through an extension point.`)
  if (from === undefined || to === undefined || isTest(each.from)) return undefined
  if (from === to) return judgeUnit(each, from, doors, say)
  if (!from.mayImport.includes(to.name)) return say(`${from.name} may not import ${to.name} (${each.target}): it would turn the direction of the house round. Move the code down, or hand it in. Allowed: ${from.mayImport.join(', ') || 'nothing'}.`)
  if (from.typesOnly === true && !each.typeOnly) return say(`${from.name} import only types of ${to.name}: a second copy of its code at run time is the break plugins suffer most. Use "import type", and the context for values.`)
  return throughDoor(each, to) ? undefined : say(`${each.target} is inside another unit: outsiders meet it only through its index.ts, so that its inside stays free to change. Export what you need there.`)
}

function judgeUnit(each: Import, layer: Layer, doors: ReadonlyMap<string, ReadonlySet<string>>, say: (message: string) => Judgement): Judgement | undefined {
  const mine = layer.units?.exec(each.from)?.[1]
  const theirs = layer.units?.exec(each.target)?.[1]
  if (mine === undefined || theirs === undefined || mine === theirs) return undefined
  if (layer.name !== 'plugins') return throughDoor(each, layer) ? undefined : say(`${mine} reaches inside ${theirs} (${each.target}): a feature meets another only through its index.ts. Export it there, or move it down.`)
  const declared = doors.get(mine)?.has(theirs) === true
  if (!declared) return say(`Plugin ${mine} imports ${theirs} without declaring it: the host could not order them. Add it to "dependencies" in manifest.json.`)
  return each.typeOnly ? undefined : say(`Plugin ${mine} imports code of ${theirs}: only types cross; values come as services from the context. Use "import type".`)
}

function throughDoor(each: Import, layer: Layer): boolean {
  if (layer.units === undefined || layer.units.exec(each.target) === null || each.target.endsWith('/index.ts')) return true
  // The shell loads each page when it is visited; a common door would bring all pages of a feature at once.
  return layer.name === 'web features' && each.target.endsWith('.vue') && layerOf(each.from)?.name === 'web shell'
}

/** What each plugin's manifest declares as dependencies. */
function plugDoors(repository: Repository): Map<string, Set<string>> {
  const doors = new Map<string, Set<string>>()
  for (const file of repository.files) {
    const name = /^(?:plugins|examples)\/([^/]+)\/manifest\.json$/.exec(file.path)?.[1]
    if (name !== undefined) doors.set(name, new Set(declaredDependencies(file.text)))
  }
  return doors
}

function declaredDependencies(text: string): string[] {
  const manifest: unknown = JSON.parse(text)
  if (typeof manifest !== 'object' || manifest === null || !('dependencies' in manifest)) return []
  const { dependencies } = manifest
  if (Array.isArray(dependencies)) return dependencies.map((each) => (typeof each === 'string' ? each : String(each?.name)))
  return typeof dependencies === 'object' && dependencies !== null ? Object.keys(dependencies) : []
}
