import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { MessageTree, PluginUi, SlotEntry, UiAnswer, UiItem } from '@shopdb/contract/plugin-ui'
import type { PluginFinding } from '@shopdb/contract/plugins'
import type { Caller } from '../../platform/caller.ts'
import type { Platform } from '../../platform/platform.ts'
import { buildPluginUi, checkUi, createSourceCompiler, defineExtensionPoint, uiFindingsOf, type BuiltUi, type ExtensionPoint, type PluginHandle, type UiFile } from '../../plugin-host/index.ts'
import { createChangeNotices, type ChangeNotices } from './change-notices.ts'

/** What the active plugins show, compiled and ready to be served. */
export type Screens = {
  point: ExtensionPoint<PluginUi>
  /** As far as the caller may see it. */
  itemsFor: (caller: Caller) => Promise<UiAnswer>
  fileAt: (address: string) => UiFile | null
  /** Compile errors of an active plugin. */
  findingsOf: (plugin: string) => PluginFinding[]
  /** Reads the screens of an active plugin again after a file has changed: for `plugin dev`, milliseconds after the save. */
  refresh: (plugin: string) => Promise<PluginFinding[]>
  isActive: (plugin: string) => boolean
  changes: ChangeNotices
  /** Browsers are told of changes at once. */
  live: boolean
  close: () => Promise<void>
}

type Shown = { handle: PluginHandle; ui: PluginUi; built: BuiltUi | null; ready: Promise<void> }

/** Files of builds that are no longer current: a page that is open may still ask for them. */
const keptBuilds = 3
/** Nobody waits longer for a plugin that is still being compiled; it appears with the next answer. */
const patience = 5000

export function createScreens({ config, log }: Pick<Platform, 'config' | 'log'>): Screens {
  const changes = createChangeNotices()
  const live = config.environment === 'development'
  const shown = new Map<string, Shown>()
  const compiler = createSourceCompiler(join(config.dataDir, 'plugin-ui'), (plugin) => shown.has(plugin))
  const served = new Map<string, ReadonlyMap<string, UiFile>[]>()

  function build(handle: PluginHandle, ui: PluginUi): Promise<void> {
    const before = shown.get(handle.name)
    const entry: Shown = { handle, ui, built: before?.handle === handle ? before.built : null, ready: Promise.resolve() }
    shown.set(handle.name, entry)
    entry.ready = buildPluginUi(handle.name, handle.subject.folder, ui, compiler.compile).then((built) => {
      entry.built = built
      if (shown.get(handle.name) !== entry) return
      served.set(handle.name, [built.files, ...(served.get(handle.name) ?? [])].slice(0, keptBuilds))
      for (const { file, message } of uiFindingsOf(handle.name, built, 'warning')) log.warn({ plugin: handle.name, file, message }, 'a screen of a plugin does not compile')
      changes.note()
    }, (error: unknown) => log.error({ plugin: handle.name, err: error }, 'could not build the screens of a plugin'))
    return entry.ready
  }

  function remove({ name }: PluginHandle, ui: PluginUi): void {
    const entry = shown.get(name)
    // A swap may have brought the next one already.
    if (entry?.ui !== ui) return
    shown.delete(name)
    served.delete(name)
    changes.note()
  }

  async function refresh(plugin: string): Promise<PluginFinding[]> {
    const entry = shown.get(plugin)
    if (!entry) return []
    const { ui, findings } = checkUi(entry.handle.manifest, plugin, entry.handle.subject.folder)
    if (!ui) return findings
    await build(entry.handle, ui)
    return [...findings, ...findingsOf(plugin)]
  }

  function findingsOf(plugin: string): PluginFinding[] {
    const built = shown.get(plugin)?.built
    return built ? uiFindingsOf(plugin, built, 'warning') : []
  }

  async function itemsFor(caller: Caller): Promise<UiAnswer> {
    const all = [...shown.values()]
    await inTime(Promise.all(all.map(({ ready }) => ready)))
    const items = all.flatMap(itemsOf).filter(({ permission }) => permission === null || caller.may(permission))
    const answer = { items: items.toSorted((one, other) => one.order - other.order || `${one.plugin}/${one.id}`.localeCompare(`${other.plugin}/${other.id}`, 'en')), messages: messagesOf(all), live }
    return { revision: createHash('sha256').update(JSON.stringify(answer)).digest('hex').slice(0, 16), ...answer }
  }

  return {
    point: defineExtensionPoint<PluginUi>({ key: 'ui', added: (plugin, ui) => void build(plugin, ui), removed: remove }),
    itemsFor, findingsOf, refresh, changes,
    fileAt: (address) => served.get(address.split('/')[4] ?? '')?.find((files) => files.has(address))?.get(address) ?? null,
    isActive: (plugin) => shown.has(plugin),
    live,
    close: compiler.close,
  }
}

async function inTime(work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  await Promise.race([work, new Promise((resolve) => { timer = setTimeout(resolve, patience) })])
  clearTimeout(timer)
}

function messagesOf(all: readonly Shown[]): UiAnswer['messages'] {
  const messages: UiAnswer['messages'] = {}
  for (const { handle, ui } of all) {
    for (const [language, tree] of Object.entries(ui.messages ?? {})) messages[language] = { ...messages[language], [handle.name]: tree as MessageTree } // the schema of ui/schema.json lets texts and objects of texts through
  }
  return messages
}

function itemsOf({ handle, built }: Shown): UiItem[] {
  return (built?.entries ?? []).map(({ entry, module, styles, problem }) => ({
    plugin: handle.name, pluginTitle: handle.manifest.title ?? handle.name, slot: entry.slot, id: entry.id, title: entry.title, module, problem, styles,
    types: entry.types ?? handle.subject.assetTypes.map(({ id }) => id), permission: permissionOf(handle, entry), order: entry.order ?? 100,
    height: entry.height ?? null, size: entry.size ?? 'small', path: placeOf(handle.name, entry), icon: entry.icon ?? null,
  }))
}

/** Without a word about it, who may read the plugin's records may see what it shows; its settings are the administrator's. */
function permissionOf({ name, subject }: PluginHandle, { permission, slot }: SlotEntry): string | null {
  if (permission !== undefined) return permission
  if (slot === 'settings.page/v1') return 'plugins.manage'
  return subject.permissions.some(({ id }) => id === `${name}.read`) ? `${name}.read` : null
}

function placeOf(plugin: string, { slot, path, at, id }: SlotEntry): string | null {
  if (slot === 'page/v1') return `/pages/${plugin}/${path ?? id}`
  if (slot === 'settings.page/v1') return `/plugins/${plugin}/settings`
  return at ?? null
}
