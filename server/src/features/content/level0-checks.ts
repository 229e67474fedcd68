import type { Level0Form, Level0Marker, Level0Panel, Level0SearchResult, Level0Widget } from '@shopdb/contract/plugin-ui-level0'
import type { PluginFinding } from '@shopdb/contract/plugins'
import type { Platform } from '../../platform/platform.ts'
import { Problem } from '../../platform/problem.ts'
import { parseListRequest } from '../../platform/resources/list-request.ts'
import { nearest } from '../../platform/resources/nearest.ts'
import type { ResourceModel } from '../../platform/resources/resource-model.ts'
import type { PluginSubject } from '../../plugin-host/index.ts'
import { buildTypesOf } from '../assets/index.ts'
import { buildResourceTablesOf } from '../records/index.ts'
import { findModel } from './links.ts'
import { fillDates } from './relative-dates.ts'
import { fieldsOf } from './template.ts'

type Known = { models: ResourceModel[]; add: (id: string, path: string, message: string, fix: string) => void; /** Null: not known here, and said or to be found out later. */ find: (path: string, type: string) => ResourceModel | null }
type Check<Value> = (subject: PluginSubject, value: Value) => PluginFinding[]

/** Judges the names in ui/schema.json against types and fields, before any code runs. */
export function createLevel0Checks({ resources, permissions }: Pick<Platform, 'resources' | 'permissions'>) {
  const checkEach = <Entry>(judge: (known: Known, entry: Entry, path: string, subject: PluginSubject) => void, member: string): Check<readonly Entry[]> => (subject, entries) => {
    const findings: PluginFinding[] = []
    const known = knownOf(subject, resources, findings)
    for (const [index, entry] of entries.entries()) judge(known, entry, `/${member}/${index}`, subject)
    return findings
  }
  const permission = (known: Known, subject: PluginSubject, entry: { permission?: string }, path: string): void => {
    const ids = [...permissions.all(), ...subject.permissions].map(({ id }) => id)
    const owner = entry.permission?.split('.')[0] ?? ''
    if (entry.permission === undefined || ids.includes(entry.permission) || (owner !== subject.name && owner in (subject.manifest?.dependencies ?? {}))) return
    known.add('ui/permission', `${path}/permission`, `Nobody declares the permission "${entry.permission}"; nearest: "${nearest(entry.permission, ids)}".`, 'Declare it under "permissions" in the manifest, or correct the name.')
  }
  return {
    widgets: checkEach<Level0Widget>((known, entry, path, subject) => {
      permission(known, subject, entry, path)
      checkWidget(known, entry, path)
    }, 'widgets'),
    panels: checkEach<Level0Panel>((known, entry, path, subject) => {
      permission(known, subject, entry, path)
      checkPanel(known, entry, path, subject)
    }, 'panels'),
    markers: checkEach<Level0Marker>(checkMarker, 'markers'),
    searchResult: checkEach<Level0SearchResult>(checkSearchResult, 'searchResult'),
    forms: checkEach<Level0Form>(checkForm, 'forms'),
  }
}

export type Level0Checks = ReturnType<typeof createLevel0Checks>

function knownOf(subject: PluginSubject, resources: Platform['resources'], findings: PluginFinding[]): Known {
  const own = ownModels(subject)
  const others = resources.all().filter((model) => model.plugin !== subject.name)
  const models = [...own, ...others]
  const add: Known['add'] = (id, path, message, fix) => void findings.push({ id, severity: 'error', plugin: subject.name, file: 'ui/schema.json', path, message, fix })
  const find: Known['find'] = (path, type) => {
    const model = findModel({ all: () => models }, type)
    if (model) return model
    const owner = type.split('.')[0] ?? ''
    // A type of a plugin that starts before this one may not be known yet.
    if (owner !== subject.name && owner in (subject.manifest?.dependencies ?? {})) return null
    const prefixed = models.map(({ kind }) => kind).filter((kind) => kind.startsWith(`${owner}.`) === type.includes('.'))
    const names = prefixed.length > 0 ? prefixed : models.map(({ kind }) => kind)
    add('ui/type', path, `"${type}" is no type; nearest: "${nearest(type, names)}".`, 'Name an asset type of this plugin, of one under "dependencies", or a resource of the platform.')
    return null
  }
  return { models, add, find }
}

/** What is wrong with the types and tables themselves is said by their own checks. */
function ownModels(subject: PluginSubject): ResourceModel[] {
  try {
    return [...buildTypesOf(subject).flatMap(({ type, children }) => [type, ...children]), ...buildResourceTablesOf(subject)]
  } catch {
    return []
  }
}

function checkWidget(known: Known, { kind, type, query, columns, groupBy }: Level0Widget, path: string): void {
  const model = known.find(`${path}/type`, type)
  if (kind === 'chart' && groupBy === undefined) known.add('ui/widget', path, 'A chart needs "groupBy".', 'Name a field of the type that has the annotation "filter".')
  if (!model) return
  checkQuery(known, model, query ?? '', `${path}/query`)
  if (columns) checkFields(known, model, columns, `${path}/columns`)
  if (kind === 'chart' && groupBy !== undefined) checkQuery(known, model, `facets=${groupBy}`, `${path}/groupBy`)
}

function checkPanel(known: Known, panel: Level0Panel, path: string, subject: PluginSubject): void {
  const names = panel.types ?? subject.assetTypes.map(({ id }) => id)
  if (names.length === 0) known.add('ui/panel', path, 'It stands on the page of no type.', 'Name the asset types under "types".')
  const models = names.flatMap((name, index) => known.find(`${path}/types/${index}`, name) ?? [])
  if (panel.kind === 'fields' && !panel.fields) known.add('ui/panel', path, 'A panel of the kind "fields" needs "fields".', 'List the names of the fields it shows.')
  if (panel.kind === 'table' && Number(panel.collection !== undefined) + Number(panel.list !== undefined) !== 1) known.add('ui/panel', path, 'A panel of the kind "table" needs either "collection" or "list".', 'Name an array field of the type, or a resource that refers to the asset.')
  for (const model of models) {
    if (panel.fields) checkFields(known, model, panel.fields, `${path}/fields`)
    if (panel.collection !== undefined) checkCollection(known, model, panel, path)
  }
  const target = panel.list ? known.find(`${path}/list/type`, panel.list.type) : null
  if (!panel.list || !target) return
  checkQuery(known, target, `${panel.list.by}=1${panel.list.query ? `&${panel.list.query}` : ''}`, `${path}/list`)
  if (panel.columns) checkFields(known, target, panel.columns, `${path}/columns`)
}

function checkCollection(known: Known, model: ResourceModel, { collection = '', columns }: Level0Panel, path: string): void {
  const names = model.collections.map(({ name }) => name)
  const found = model.collections.find(({ name }) => name === collection)
  if (!found) return known.add('ui/field', `${path}/collection`, `"${collection}" is no array field of ${model.kind}${names.length > 0 ? `; nearest: "${nearest(collection, names)}"` : ''}.`, 'Correct the name.')
  const items = known.models.find(({ name }) => name === found.resource)
  if (items && columns) checkFields(known, items, columns, `${path}/columns`)
}

function checkMarker(known: Known, { type, rules }: Level0Marker, path: string): void {
  const model = known.find(`${path}/type`, type)
  if (!model) return
  for (const [index, { field, label, badge }] of rules.entries()) {
    const place = `${path}/rules/${index}`
    if (field !== undefined) checkFields(known, model, [field], `${place}/field`)
    checkTemplate(known, model, label, `${place}/label`)
    checkTemplate(known, model, badge, `${place}/badge`)
  }
}

function checkSearchResult(known: Known, { type, subtitle, badges = [] }: Level0SearchResult, path: string): void {
  const model = known.find(`${path}/type`, type)
  if (!model) return
  checkTemplate(known, model, subtitle, `${path}/subtitle`)
  for (const [index, badge] of badges.entries()) checkTemplate(known, model, badge, `${path}/badges/${index}`)
}

function checkForm(known: Known, { type, groups }: Level0Form, path: string): void {
  const model = known.find(`${path}/type`, type)
  if (!model) return
  const names = [...model.fields, ...model.collections].map(({ name }) => name)
  for (const [index, { fields }] of groups.entries()) checkNames(known, model, fields, names, `${path}/groups/${index}/fields`)
}

function checkTemplate(known: Known, model: ResourceModel, template: string | undefined, path: string): void {
  if (template !== undefined) checkFields(known, model, fieldsOf(template), path)
}

/** A field by its name, or a reference by the name of its label. */
function checkFields(known: Known, model: ResourceModel, names: readonly string[], path: string): void {
  checkNames(known, model, names, model.fields.flatMap((field) => (field.labelName ? [field.name, field.labelName] : [field.name])), path)
}

function checkNames(known: Known, model: ResourceModel, names: readonly string[], allowed: readonly string[], path: string): void {
  for (const name of names) if (!allowed.includes(name)) known.add('ui/field', path, `"${name}" is no field of ${model.kind}; nearest: "${nearest(name, allowed)}".`, 'Correct the name, or declare the field in the asset type.')
}

/** Read by the same parser that will answer the list. */
function checkQuery(known: Known, model: ResourceModel, query: string, path: string): void {
  try {
    parseListRequest(model, Object.fromEntries(new URLSearchParams(fillDates(query, 0))))
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    for (const { message } of error.fields ?? []) known.add('ui/query', path, message, 'Only fields with the annotation "filter" or "sort", and identifiers, can be asked for.')
  }
}
