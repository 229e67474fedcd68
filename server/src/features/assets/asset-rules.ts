import type { Transaction } from '../../platform/database/database.ts'
import { naturalKey } from '../../platform/natural-key.ts'
import { Problem } from '../../platform/problem.ts'
import type { RowChange } from '../changes/index.ts'
import { searchBody } from '../search/index.ts'
import { parseProvenance, type RecordRules, type WriteStep } from '../records/index.ts'
import { findDefaultStatus } from '../statuses/index.ts'
import { positionOf } from './positions.ts'
import { findAddresses, findTag, findTagLinks, findTagNames, findTagNamesOfMany, findTypeOf, findUserNames, forgetSentRecord, numberOrNull } from './store.ts'
import type { JsonSchema } from '../../platform/resources/input-schema.ts'
import type { ResourceModel } from '../../platform/resources/resource-model.ts'
import type { AssetTypes } from './asset-types.ts'
import { isVisible, visibleTo } from './visible-to.ts'
import type { Caller } from '../../platform/caller.ts'
import type { Platform } from '../../platform/platform.ts'

const tags = { type: 'array', items: { type: 'string', minLength: 1, maxLength: 60 }, maxItems: 50, description: 'Names of tags; new ones are created.' }

/** The type follows from the address of a type and never changes; only `POST /api/assets` is told it. */
function furtherInput(model: ResourceModel): Readonly<Record<string, JsonSchema>> {
  return model.name === 'assets' ? { tags } : { tags, type: { type: 'string', enum: [model.kind] } }
}

function createInput(model: ResourceModel): Readonly<Record<string, JsonSchema>> {
  return model.name === 'assets' ? { type: { type: 'string', maxLength: 65, description: 'The asset type, `<plugin>.<type>`.' } } : {}
}

/** What holds for an asset of any type. */
export function assetRules(types: AssetTypes): RecordRules {
  return {
    furtherInput,
    createInput,
    beforeWrite: async (step) => {
      const { after, before, model } = step
      if (!before) after.typeid = types.byKind(model.kind)?.id ?? null
      if (model.name === 'assets') throw new Problem('STATE_CONFLICT', { detail: 'The plugin of this asset is not active, so its type is not known here.', extra: { type: types.byId(Number(after.typeid))?.kind ?? null } })
      if (after.typeid === null) throw new Problem('RULE_BROKEN', { detail: 'An asset is created under its type, for example POST /api/computers.', fields: [{ path: '/type', message: 'is missing' }] })
      if (!before && (after.statusid ?? null) === null) after.statusid = await findDefaultStatus(step.transaction)
      if ((after.mapx === null) !== (after.mapy === null)) throw new Problem('RULE_BROKEN', { detail: 'A map position needs both values.', fields: [{ path: after.mapx === null ? '/mapX' : '/mapY', message: 'is missing' }] })
      if (before) await forgetSentRecord(step.transaction, step.id)
    },
    furtherRows: tagRows,
    furtherColumns: () => [{ name: 'tags', title: 'Tags', load: findTagNamesOfMany }],
    childChanged: forgetSentRecord,
    searchTexts: findAddresses,
    searchTitle: (model, values) => ({
      title: values.name && values.name !== values.assetnumber ? `${String(values.assetnumber)} · ${String(values.name)}` : String(values.assetnumber),
      subtitle: [model.title, values.serialnumber].filter(Boolean).join(' · '),
    }),
    forCaller: (platform, record, caller) => hideGiver(platform, types, record, caller),
    decorate: async (platform, _model, record, values) => {
      const id = Number(values.id)
      record.type = types.byId(Number(values.typeid))?.kind ?? record.type
      record.tags = await findTagNames(platform.database, id)
      record.position = values.active === 1 ? await positionOf(platform.database, { id, locationId: numberOrNull(values.locationid), x: numberOrNull(values.mapx), y: numberOrNull(values.mapy) }) : null
      record.provenance = await describeProvenance(platform.database, typeof values.provenance === 'string' ? values.provenance : null)
    },
  }
}

/** The place stays, for the asset is there; the id of an asset that the caller may not see goes. */
async function hideGiver({ database }: Platform, types: AssetTypes, record: Record<string, unknown>, caller: Caller): Promise<void> {
  const { position } = record
  if (typeof position !== 'object' || position === null || !('viaAssetId' in position)) return
  const visibility = visibleTo(caller, types)
  if (visibility.typeIds === null) return
  const { viaAssetId, ...place } = position
  const typeId = await findTypeOf(database, Number(viaAssetId))
  if (typeId === null || !isVisible(visibility, typeId)) record.position = place
}

/** Links to add and remove so that the asset carries exactly the named tags. */
async function tagRows(step: WriteStep): Promise<RowChange[]> {
  const { transaction, id } = step
  const { tags } = step.input
  if (!Array.isArray(tags)) return []
  const wanted = wantedTags(tags)
  const current = await findTagLinks(transaction, id)
  const removed = current.filter((link) => !wanted.has(link.key))
  const rows: RowChange[] = removed.map((link) => ({ table: 'assettags', key: ['id', link.id], before: { id: link.id, assetid: id, tagid: link.tagId }, after: null }))
  for (const [key, name] of wanted) {
    if (current.some((link) => link.key === key)) continue
    const tagId = (await findTag(transaction, key)) ?? (await createTag(step, key, name))
    const linkId = await transaction.takeIds('assettags', 1)
    rows.push({ table: 'assettags', key: ['id', linkId], before: null, after: { id: linkId, assetid: id, tagid: tagId } })
  }
  return rows
}

/** Tag names by key; of several notations the first counts. */
function wantedTags(tags: readonly unknown[]): Map<string, string> {
  const wanted = new Map<string, string>()
  for (const tag of tags) {
    const name = String(tag).normalize('NFC').trim()
    if (name !== '' && !wanted.has(naturalKey(name))) wanted.set(naturalKey(name), name)
  }
  return wanted
}

/** A new tag is a change of its own: with a history, found by search, and undone by itself. */
async function createTag({ platform, transaction, at, also }: WriteStep, key: string, name: string): Promise<number> {
  const id = await transaction.takeIds('tags', 1)
  const title = platform.resources.get('tags')?.title ?? ''
  const after = { id, name, namekey: key, color: null, version: 1, active: 1, deletedat: null, createdat: at, modifiedat: at }
  also.push({ kind: 'tags', entityId: id, label: name, action: 'created', rows: [{ table: 'tags', key: ['id', id], before: null, after }], search: { kind: 'tags', entityId: id, title: name, subtitle: title, body: searchBody([name]) } })
  return id
}

export type FieldProvenance = { source: string; at: string; locked: boolean }

/** Provenance as people read it: names instead of ids. */
async function describeProvenance(database: Pick<Transaction, 'all'>, text: string | null): Promise<Record<string, FieldProvenance>> {
  const { stamps, locked } = parseProvenance(text)
  const userIds = [...new Set(stamps.map(([source]) => source).filter((source) => source.startsWith('u:')).map((source) => Number(source.slice(2))))]
  const names = new Map(userIds.length === 0 ? [] : [...await findUserNames(database, userIds)].map(([id, name]) => [`u:${id}`, name]))
  const described: Record<string, FieldProvenance> = {}
  for (const [source, seconds, fields] of stamps) {
    const stamp = { source: sourceName(source, names), at: new Date(seconds * 1000).toISOString() }
    for (const field of fields) described[field] = { ...stamp, locked: locked.includes(field) }
  }
  for (const field of locked) described[field] ??= { source: '', at: '', locked: true }
  return described
}

function sourceName(source: string, users: ReadonlyMap<string, string>): string {
  if (source.startsWith('c:')) return `collector ${source.slice(2)}`
  return users.get(source) ?? (source === 's' ? 'system' : source)
}
