import type { Caller } from '../../platform/caller.ts'
import type { Platform } from '../../platform/platform.ts'
import { keyOf } from '../../platform/resources/field-key.ts'
import type { ResourceModel } from '../../platform/resources/resource-model.ts'
import { candidateLimit, findByPrefix, findBySubstring, findDocuments, type FoundDocument } from './store.ts'
import { readingsOf, searchText } from './terms.ts'

export type SearchMatch = 'exact' | 'prefix' | 'substring'
export type SearchResult = { type: string; typeTitle: string; id: number; title: string; subtitle: string; url: string; match: SearchMatch; badges: string[] }

const rank: Record<SearchMatch, number> = { exact: 0, prefix: 1, substring: 2 }

type Found = { document: FoundDocument; match: SearchMatch }

/**
 * Records that hold every term of the query, exact identifiers first, then prefixes, then substrings. Only kinds that
 * the caller may read are looked at.
 */
export async function search(platform: Platform, caller: Caller, query: string, limit: number): Promise<SearchResult[]> {
  const text = searchText(query).slice(0, 200)
  if (text === '') return []
  const readings = readingsOf(text)
  const models = platform.resources.all()
  const readable = models.filter((model) => caller.may(model.permissions.read))
  const kinds = readable.length === models.length ? null : readable.map((model) => model.kind)
  const [byIdentifier, bySubstring] = await Promise.all([
    findIdentifiers(platform, readable, text, kinds),
    findReadings(platform, readings, kinds, Math.max(candidateLimit, limit)),
  ])
  const found = unique([...byIdentifier, ...bySubstring.map((document): Found => ({ document, match: matchOf(document, text, readings) }))])
  const byKind = new Map(readable.map((model) => [model.kind, model]))
  return found.toSorted(compareFound).slice(0, limit).flatMap((entry) => resultOf(entry, byKind.get(entry.document.kind) ?? ownerless(platform, entry)) ?? [])
}

/** Ids of the records of these kinds (null: assets of every type) that hold every term; for `q` of a list. */
export async function findIds(platform: Platform, query: string, kinds: readonly string[] | null, limit: number): Promise<number[]> {
  const text = searchText(query).slice(0, 200)
  const models = platform.resources.all()
  const wanted = kinds ?? models.filter((model) => model.base === 'assets').map((model) => model.kind)
  const [byIdentifier, bySubstring] = await Promise.all([
    findIdentifiers(platform, models, text, wanted),
    findReadings(platform, readingsOf(text), wanted, limit),
  ])
  return [...new Set([...byIdentifier.map((found) => found.document.entityId), ...bySubstring.map((document) => document.entityId)])].slice(0, limit)
}

async function findReadings(platform: Platform, readings: readonly (readonly string[])[], kinds: readonly string[] | null, limit: number): Promise<FoundDocument[]> {
  const found = await Promise.all(readings.map((terms) => findBySubstring(platform.database, terms, kinds, limit)))
  return found.flat()
}

/** Exact and prefix hits on identifiers; a hit on a child (a network interface) stands for its owner. */
async function findIdentifiers(platform: Platform, models: readonly ResourceModel[], text: string, kinds: readonly string[] | null): Promise<Found[]> {
  const hits = await findByPrefix(platform.database, models, text)
  if (hits.length === 0) return []
  const byName = new Map(models.map((model) => [model.name, model]))
  const exact = new Set<number>()
  const idsByKind = new Map<string, number[]>()
  for (const hit of hits) {
    const id = hit.owner ?? hit.id
    const model = byName.get(hit.resource)
    for (const kind of model ? kindsOf(model, models) : []) if (kinds?.includes(kind) ?? true) idsByKind.set(kind, [...(idsByKind.get(kind) ?? []), id])
    const fields = model?.fields.filter((field) => field.keyColumn) ?? []
    if (fields.some((field) => keyOf(field, text) === hit.key)) exact.add(id)
  }
  const documents = await findDocuments(platform.database, idsByKind)
  const readings = readingsOf(text)
  return documents.filter((document) => readings.some((terms) => holds(document, terms))).map((document) => ({ document, match: exact.has(document.entityId) ? 'exact' : 'prefix' }))
}

/** The kinds of documents that a hit of a resource can belong to: an asset is found under its type, a child under its owner. */
function kindsOf(model: ResourceModel, models: readonly ResourceModel[]): string[] {
  const owner = model.fields.find((field) => field.name === model.ownerField)?.reference
  const resource = owner ?? model.name
  return resource === 'assets' ? models.filter((candidate) => candidate.base === 'assets').map((candidate) => candidate.kind) : models.filter((candidate) => candidate.name === resource).map((candidate) => candidate.kind)
}

/** Ids of different resources overlap; a document counts only when it really holds the words. */
function holds(document: FoundDocument, terms: readonly string[]): boolean {
  const body = `${document.title.toLowerCase()}\n${document.body}`
  return terms.every((term) => body.includes(term))
}

/** A body has a value on each line: the query, or its first term, may be one of them, or one may begin with it. */
function matchOf({ body }: FoundDocument, text: string, readings: readonly (readonly string[])[]): SearchMatch {
  const lines = `\n${body}\n`
  if ([text, ...readings.flatMap(([first]) => first ?? [])].some((value) => lines.includes(`\n${value}\n`))) return 'exact'
  return lines.includes(`\n${text}`) ? 'prefix' : 'substring'
}

function unique(found: readonly Found[]): Found[] {
  const byRecord = new Map<string, Found>()
  for (const entry of found) {
    const key = `${entry.document.kind} ${entry.document.entityId}`
    const known = byRecord.get(key)
    if (!known || rank[entry.match] < rank[known.match]) byRecord.set(key, entry)
  }
  return [...byRecord.values()]
}

/** Better matches first, then shorter titles, then the older record: the same order on every engine. */
function compareFound(a: Found, b: Found): number {
  const [left, right] = [a.document, b.document]
  return rank[a.match] - rank[b.match] || left.title.length - right.title.length || compareTexts(left.title, right.title) || compareTexts(left.kind, right.kind) || left.entityId - right.entityId
}

function compareTexts(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1
}

/** An asset whose plugin is not active is shown as an asset. */
function ownerless(platform: Platform, { document }: Found): ResourceModel | undefined {
  return document.kind.includes('.') && !platform.resources.all().some((model) => model.kind === document.kind) ? platform.resources.get('assets') : undefined
}

function resultOf(found: Found, model: ResourceModel | undefined): SearchResult | null {
  if (!model) return null
  const { document, match } = found
  return { type: document.kind, typeTitle: model.title, id: document.entityId, title: document.title, subtitle: document.subtitle, url: `/${model.name}/${document.entityId}`, match, badges: [] }
}
