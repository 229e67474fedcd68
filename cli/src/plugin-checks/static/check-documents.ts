import type { Found } from '../check-finding.ts'
import { lineOfPointer } from '../json-line.ts'
import { fileOf, serverFiles, type PluginUnderCheck } from '../read-plugin.ts'
import { asList, asRecord } from '../samples/operations.ts'

/** Whatever a person meets is named in README.md, has a title, and speaks two languages. */
export function checkDocuments(plugin: PluginUnderCheck): Found[] {
  return [...readmeFindings(plugin), ...titleFindings(plugin), ...languageFindings(plugin)]
}

function readmeFindings(plugin: PluginUnderCheck): Found[] {
  const readme = fileOf(plugin, 'README.md') ?? ''
  return namesToDocument(plugin).filter(({ name }) => !readme.includes(name)).map(({ what, name }) => ({ id: 'docs/complete', file: 'README.md', message: `The ${what} "${name}" is not named.` }))
}

function namesToDocument(plugin: PluginUnderCheck): { what: string; name: string }[] {
  const { manifest } = plugin.subject
  const of = (what: string, names: readonly string[]) => names.map((name) => ({ what, name }))
  return [
    ...of('setting', Object.keys(manifest?.settings?.properties ?? {})), ...of('flag', Object.keys(manifest?.flags ?? {})),
    ...of('permission', (manifest?.permissions ?? []).map(({ id }) => id)),
    ...of('route', namesInCode(plugin, /\bmethod:\s*['"][A-Z]+['"],\s*path:\s*['"]([^'"]+)['"]/g)),
  ]
}

function namesInCode(plugin: PluginUnderCheck, pattern: RegExp): string[] {
  return serverFiles(plugin).flatMap(({ text }) => [...text.matchAll(pattern)].map(([, name = '']) => name)).filter((name) => name !== '/')
}

function titleFindings(plugin: PluginUnderCheck): Found[] {
  const settings = Object.entries(plugin.subject.manifest?.settings?.properties ?? {}).filter(([, schema]) => typeof asRecord(schema).title !== 'string')
    .map(([name]) => ({ file: 'manifest.json', pointer: `/settings/properties/${name}`, message: `The setting "${name}" has no title.` }))
  const fields = plugin.subject.assetTypes.flatMap(({ file, schema }) => Object.entries(schema.properties).filter(([, field]) => field.title === undefined).map(([name]) => ({ file, pointer: `/properties/${name}`, message: `The field "${name}" has no title.` })))
  return [...settings, ...fields].map(({ file, pointer, message }) => ({ id: 'docs/help', file, line: lineOfPointer(fileOf(plugin, file) ?? '', pointer), message }))
}

/** Of a plugin with screens: the same keys in each language, in at least two. */
function languageFindings(plugin: PluginUnderCheck): Found[] {
  const hasScreens = plugin.files.some(({ path }) => path.startsWith('ui/'))
  if (!hasScreens) return []
  const languages = new Map<string, { file: string; keys: Set<string> }>()
  const declared = declaredTitles(plugin)
  if (declared.length > 0) languages.set('en', { file: 'ui/schema.json', keys: new Set(declared) })
  const add = (language: string, file: string, tree: unknown): void => void languages.set(language, { file, keys: new Set([...languages.get(language)?.keys ?? [], ...keysOf(tree)]) })
  for (const [language, tree] of Object.entries(asRecord(asRecord(readJson(plugin, 'ui/schema.json')).messages))) add(language, 'ui/schema.json', tree)
  for (const { path } of plugin.files) {
    const language = /^ui\/messages\/([a-z]{2})\.json$/.exec(path)?.[1]
    if (language !== undefined) add(language, path, readJson(plugin, path))
  }
  if (languages.size < 2) return [{ id: 'docs/languages', file: 'ui/schema.json', message: `There are messages in ${languages.size === 0 ? 'no language' : `one language (${[...languages.keys()].join()})`}.` }]
  // Phrases stand by their English text, so English has none.
  const all = new Set([...languages.values()].flatMap(({ keys }) => [...keys]).filter((key) => !key.startsWith('phrases.')))
  return [...languages].flatMap(([language, { file, keys }]) => [...all].filter((key) => !keys.has(key)).map((key) => ({ id: 'docs/languages', file, message: `"${key}" is missing in "${language}".` })))
}

/** What `ui/schema.json` calls its parts is the English text; other languages have it under these keys. */
function declaredTitles(plugin: PluginUnderCheck): string[] {
  const declarations = asRecord(readJson(plugin, 'ui/schema.json'))
  return ['slots', 'widgets', 'panels'].flatMap((kind) => asList(declarations[kind]).map((entry) => `${kind}.${String(asRecord(entry).id)}`))
}

function keysOf(tree: unknown, before = ''): string[] {
  return Object.entries(asRecord(tree)).flatMap(([key, value]) => (typeof value === 'string' ? [`${before}${key}`] : keysOf(value, `${before}${key}.`)))
}

function readJson(plugin: PluginUnderCheck, path: string): unknown {
  try {
    return JSON.parse(fileOf(plugin, path) ?? 'null')
  } catch {
    return null // reported by the phase static
  }
}
