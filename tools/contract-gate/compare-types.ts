import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, posix } from 'node:path'
import { runNode } from '../run-program.ts'
import type { ContractChange } from './contract-change.ts'

/** A folder with `contract/src/*.d.ts` and `plugin-api/src/*.d.ts`. */
export type TypesFolder = string

/** Types that plugins write. Everything else that the plugin API exports is written by the host. */
const providedByPlugins = new Set(['PluginOf', 'PluginRoute', 'RouteDeclaration', 'Command', 'Widget', 'SearchFields', 'JobDeclaration', 'WorkerDeclaration', 'Consumer', 'NewNotice', 'Topic', 'Sockets', 'SocketEvent', 'SocketEmission', 'SocketEventDeclaration', 'HealthAnswer', 'Report', 'MapMarkers', 'AssetPanel', 'SearchResults', 'JsonSchema', 'Manifest', 'NavigationEntry', 'CounterContent', 'TableContent', 'ChartContent', 'FieldsContent', 'MarkerContent', 'PanelContent', 'WidgetContent'])

/** A plugin with settings, flags and permissions, for types that need one. */
const sampleManifest = "{ name: 'sample'; permissions: [{ id: 'sample.open'; title: string }]; settings: { type: 'object'; properties: { rows: { type: 'integer' } }; required: ['rows'] }; flags: { remote: object }; capabilities: { jobs: true; outbound: ['*.example.com']; redis: ['sample:*']; events: ['notice.raised']; people: true; foreign_databases: ['erp']; files: true } }"
const parameters: Readonly<Record<string, string>> = { PluginOf: '<Sample>', PluginContext: '<Sample>', SettingsOf: '<Sample>', FlagsOf: '<Sample>', PermissionOf: '<Sample>', Undeclared: "<'a line'>", SocketEventDeclaration: "<{ type: 'object' }>", Infer: "<{ type: 'object'; properties: { a: { type: 'string' } } }>" }

/**
 * What plugins provide must still be accepted, what the host provides must still satisfy: each exported type is assigned
 * from the contract before to the one after, and the other way round. A failure in the direction that counts is a
 * break; one in the other direction something new.
 */
export async function compareTypes(root: string, before: TypesFolder, after: TypesFolder): Promise<ContractChange[]> {
  const [old, now] = [exportsOf(before), exportsOf(after)]
  const gone = [...old].filter((name) => !now.has(name)).map((place): ContractChange => ({ kind: 'major', part: 'type', place, what: 'is not exported any more' }))
  const added = [...now].filter((name) => !old.has(name)).map((place): ContractChange => ({ kind: 'minor', part: 'type', place, what: 'is new' }))
  const shared = [...old].filter((name) => now.has(name))
  const failures = await assignAll(root, before, after, shared)
  const changed = shared.flatMap((place): ContractChange[] => {
    const breaking = providedByPlugins.has(place) ? failures.get(`${place} forward`) : failures.get(`${place} back`)
    const widening = providedByPlugins.has(place) ? failures.get(`${place} back`) : failures.get(`${place} forward`)
    if (breaking !== undefined) return [{ kind: 'major', part: 'type', place, what: breaking }]
    return widening === undefined ? [] : [{ kind: 'minor', part: 'type', place, what: widening }]
  })
  const isSilent = gone.length + added.length + changed.length === 0
  // An optional member more fits in both directions, and is something new all the same.
  const differing = isSilent ? filesThatDiffer(before, after) : []
  return [...gone, ...added, ...changed, ...differing.map((place): ContractChange => ({ kind: 'minor', part: 'type', place, what: 'declares something else, which fits both ways' }))]
}

function exportsOf(folder: TypesFolder): Set<string> {
  const text = readFileSync(join(folder, 'plugin-api/src/index.d.ts'), 'utf8')
  return new Set([...text.matchAll(/export type \{([^}]+)\}/g)].flatMap(([, names = '']) => names.split(',').map((name) => name.trim().split(' as ').at(-1) ?? '')).filter(Boolean))
}

/** Answers the compiler's words by "<type> forward" or "<type> back". */
async function assignAll(root: string, before: TypesFolder, after: TypesFolder, names: readonly string[]): Promise<Map<string, string>> {
  const place = mkdtempSync(join(tmpdir(), 'shopdb-contract-'))
  try {
    for (const [name, folder] of [['before', before], ['after', after]] as const) copyTypes(folder, join(place, name))
    shareUnchanged(place)
    symlinkSync(join(root, 'node_modules'), join(place, 'node_modules'), 'junction')
    const lines = names.flatMap((name) => {
      const given = parameters[name] ?? ''
      return [`{ const value: After.${name}${given} = null as unknown as Before.${name}${given}; void value } // ${name} forward`, `{ const value: Before.${name}${given} = null as unknown as After.${name}${given}; void value } // ${name} back`]
    })
    const head = ["import type * as Before from './before/plugin-api/src/index.d.ts'", "import type * as After from './after/plugin-api/src/index.d.ts'", `type Sample = ${sampleManifest}`]
    writeFileSync(join(place, 'assign.ts'), [...head, ...lines].join('\n'))
    writeFileSync(join(place, 'tsconfig.json'), JSON.stringify({ compilerOptions: { target: 'es2024', lib: ['es2024', 'dom', 'dom.iterable', 'esnext.disposable'], module: 'nodenext', moduleResolution: 'nodenext', strict: true, noEmit: true, allowImportingTsExtensions: true, skipLibCheck: true, types: ['node'], typeRoots: [join(root, 'node_modules/@types')] }, files: ['assign.ts'] }))
    const { output } = await runNode(place, join(root, 'node_modules/@typescript/native/bin/tsc'), ['-p', place, '--pretty', 'false'])
    return readFailures(output, [...head, ...lines])
  } finally {
    rmSync(place, { recursive: true, force: true })
  }
}

function readFailures(output: string, lines: readonly string[]): Map<string, string> {
  const failures = new Map<string, string>()
  for (const [, line, message = ''] of output.matchAll(/^assign\.ts\((\d+),\d+\): error TS\d+: ((?:.|\n(?= ))*)/gm)) {
    const which = / \/\/ (\S+ (?:forward|back))$/.exec(lines[Number(line) - 1] ?? '')?.[1]
    if (/requires \d+ type argument/.test(message)) throw new Error(`${which ?? ''}: ${message} Add one to "parameters" in compare-types.ts.`)
    if (which === undefined) throw new Error(`The comparison of types does not compile: ${message}`)
    failures.set(which, message.split('\n').map((each) => each.trim()).slice(-2).join(' '))
  }
  if (failures.size === 0 && /error TS/.test(output)) throw new Error(`The comparison of types does not compile: ${output.slice(0, 500)}`)
  return failures
}

/** Both contracts call their packages by the same name, so each copy names its own by place. */
function copyTypes(folder: TypesFolder, target: string): void {
  for (const part of ['contract', 'plugin-api']) {
    mkdirSync(join(target, part, 'src'), { recursive: true })
    cpSync(join(folder, part, 'src'), join(target, part, 'src'), { recursive: true })
    for (const name of readdirSync(join(target, part, 'src'))) {
      const file = join(target, part, 'src', name)
      writeFileSync(file, readFileSync(file, 'utf8').replaceAll(/(['"])@shopdb\/contract\/([a-z0-9-]+)\1/g, "'../../contract/src/$2.d.ts'").replaceAll(/(['"])(\.\/[a-z0-9-]+)\.ts\1/g, "'$2.d.ts'"))
    }
  }
}

/**
 * A file that is the same in both, with all it imports, is one file: generic types of two declarations never fit each
 * other, however equal they read.
 */
function shareUnchanged(place: string): void {
  const files = ['contract', 'plugin-api'].flatMap((part) => readdirSync(join(place, 'after', part, 'src')).map((name) => `${part}/src/${name}`))
  const text = new Map(files.map((file) => [file, withoutComments(join(place, 'after', file))]))
  const changed = new Set(files.filter((file) => withoutComments(join(place, 'before', file)) !== text.get(file)))
  for (let size = -1; size !== changed.size; ) {
    size = changed.size
    for (const file of files) if (importsOf(file, text.get(file) ?? '').some((imported) => changed.has(imported))) changed.add(file)
  }
  for (const file of files) if (!changed.has(file)) writeFileSync(join(place, 'before', file), `export * from '../../../after/${file}'\n`)
}

function importsOf(file: string, text: string): string[] {
  return [...text.matchAll(/'(\.[^']+\.d\.ts)'/g)].map(([, specifier = '']) => posix.normalize(posix.join(posix.dirname(file), specifier)))
}

function filesThatDiffer(before: TypesFolder, after: TypesFolder): string[] {
  return readdirSync(join(after, 'plugin-api/src')).filter((name) => name !== 'testing.d.ts' && name !== 'test-host.d.ts').filter((name) => withoutComments(join(before, 'plugin-api/src', name)) !== withoutComments(join(after, 'plugin-api/src', name))).map((name) => `plugin-api/${name}`)
}

function withoutComments(file: string): string {
  try {
    return readFileSync(file, 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '').replaceAll(/\s+/g, ' ')
  } catch {
    return '' // a file that is new
  }
}
