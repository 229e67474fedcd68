import type { Found } from '../check-finding.ts'
import { ruleOf } from '../check-rules.ts'
import { lineOfPointer } from '../json-line.ts'
import { entryOf, fileOf, type PluginUnderCheck } from '../read-plugin.ts'
import { readPackage } from './check-imports.ts'

/** The files around the code: package.json, README.md, exemptions, and that there is something at all. */
export function checkFiles(plugin: PluginUnderCheck): Found[] {
  return [...packageFindings(plugin), ...readmeFindings(plugin), ...exemptionFindings(plugin), ...emptyFindings(plugin)]
}

const installScripts = ['preinstall', 'install', 'postinstall', 'prepare']

function packageFindings(plugin: PluginUnderCheck): Found[] {
  const content = readPackage(plugin)
  const found: Found[] = []
  if (entryOf(plugin) !== null && !entryOf(plugin)?.endsWith('.mjs') && content.type !== 'module') found.push({ id: 'package/module', file: fileOf(plugin, 'package.json') === undefined ? 'manifest.json' : 'package.json', message: 'package.json does not say "type": "module".' })
  const scripts = typeof content.scripts === 'object' && content.scripts !== null ? Object.keys(content.scripts) : []
  for (const script of scripts.filter((name) => installScripts.includes(name))) found.push({ id: 'package/install-script', file: 'package.json', line: lineOfPointer(fileOf(plugin, 'package.json') ?? '', `/scripts/${script}`), message: `The script "${script}" runs while the package is installed.` })
  return found
}

function readmeFindings(plugin: PluginUnderCheck): Found[] {
  const text = (fileOf(plugin, 'README.md') ?? '').replaceAll(/^#.*$/gm, '').trim()
  return text.length >= 40 ? [] : [{ id: 'docs/readme', file: 'README.md', message: text === '' ? 'There is no README.md, or it is empty.' : 'README.md says too little.' }]
}

function exemptionFindings(plugin: PluginUnderCheck): Found[] {
  return (plugin.subject.manifest?.quality?.exempt ?? []).flatMap(({ rule }, index) => {
    const known = ruleOf(rule)
    if (known.id === rule && known.mayBeExempt === true) return []
    const message = known.id === rule ? `No plugin can be exempt from "${rule}".` : `There is no rule "${rule}".`
    return [{ id: 'quality/unknown-rule', file: 'manifest.json', line: lineOfPointer(fileOf(plugin, 'manifest.json') ?? '', `/quality/exempt/${index}/rule`), message }]
  })
}

function emptyFindings(plugin: PluginUnderCheck): Found[] {
  const { manifest, assetTypes } = plugin.subject
  const hasScreens = plugin.files.some(({ path }) => path.startsWith('ui/'))
  if (!manifest || assetTypes.length > 0 || (manifest.tables ?? []).length > 0 || entryOf(plugin) !== null || hasScreens) return []
  return [{ id: 'plugin/empty', file: 'manifest.json', message: 'It has no asset type, no table, no code and no screen.' }]
}
