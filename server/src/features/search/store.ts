import type { Database, Engine, PreparedRead, SqlValue } from '../../platform/database/database.ts'
import { keyOf, prefixRanges } from '../../platform/resources/field-key.ts'
import { escapeLike } from '../../platform/resources/text-conditions.ts'
import type { FieldModel, ResourceModel } from '../../platform/resources/resource-model.ts'
import { quoteName } from '../../platform/database/quote-name.ts'
import { gramsQuery } from './terms.ts'

export type FoundDocument = { kind: string; entityId: number; title: string; subtitle: string; body: string }

/** So many candidates are ranked, however common the term; more only when more results are asked for. */
export const candidateLimit = 50

type Condition = { text: string; parameters: readonly SqlValue[] }

/** Documents whose body holds every term. Terms under three characters only narrow what longer ones found. */
export async function findBySubstring(database: Database, terms: readonly string[], kinds: readonly string[] | null, limit: number): Promise<FoundDocument[]> {
  const long = terms.filter((term) => [...term].length >= 3)
  if (long.length === 0 || kinds?.length === 0) return []
  const conditions = [...long.map((term) => substringCondition(database.engine, term)), ...terms.filter((term) => !long.includes(term)).map(likeBody)]
  if (kinds) conditions.push({ text: `d.kind in (${placesOf(kinds)})`, parameters: kinds })
  const from = database.engine === 'sqlite' ? 'searchdocsfts f inner join searchdocs d on d.id = f.rowid' : 'searchdocs d'
  const read = database.prepare(`select ${documentColumns} from ${from} where ${conditions.map(({ text }) => text).join(' and ')} limit ${Math.trunc(limit)}`)
  return (await read(conditions.flatMap(({ parameters }) => parameters))).map(foundDocument)
}

const documentColumns = 'd.kind, d.entityid, d.title, d.subtitle, d.body'

function placesOf(values: readonly unknown[]): string {
  return values.map(() => '?').join()
}

function likeBody(term: string): Condition {
  return { text: "d.body like ? escape '!'", parameters: [`%${escapeLike(term)}%`] }
}

/** Each engine's native substring index. FTS5 uses its trigram index for `like` only without an escape clause. */
function substringCondition(engine: Engine, term: string): Condition {
  const isPlain = !/[%_]/.test(term)
  if (engine === 'sqlite' && isPlain) return { text: 'f.body like ?', parameters: [`%${term}%`] }
  if (engine === 'sqlite') return { text: 'f.body like ? and instr(d.body, ?) > 0', parameters: [`%${term.replace(/[%_]/g, '_')}%`, term] }
  const like = likeBody(term)
  if (engine === 'mysql') return { text: `match(d.grams) against (? in boolean mode) and ${like.text}`, parameters: [gramsQuery(term), ...like.parameters] }
  return like
}

function foundDocument(row: SqlValue[]): FoundDocument {
  const [kind, entityId, title, subtitle, body] = row
  return { kind: String(kind), entityId: Number(entityId), title: String(title), subtitle: String(subtitle), body: String(body) }
}

/** No id: PostgreSQL would take a bare `null` in a union for a text. */
const noOwner = 0

export type PrefixHit = { resource: string; id: number; /** The record that this one belongs to, if any. */ owner: number | null; key: string }

type Identifier = { model: ResourceModel; field: FieldModel; part: { table: string; key: string }; owner: FieldModel | undefined }

/** What the identifiers of a set of resources are, and their statements by the number of ranges of a prefix. */
type PrefixPlan = { identifiers: readonly Identifier[]; statements: Map<number, PreparedRead> }

/** Built once for each set of resources that somebody may read: the text of the statement is long. */
const plans = new WeakMap<Database, Map<string, PrefixPlan>>()

function planOf(database: Database, models: readonly ResourceModel[]): PrefixPlan {
  const ofDatabase = plans.get(database) ?? new Map<string, PrefixPlan>()
  plans.set(database, ofDatabase)
  const key = models.map((model) => model.kind).join()
  const known = ofDatabase.get(key)
  if (known && known.identifiers.every(({ model }) => models.includes(model))) return known
  const plan = { identifiers: models.flatMap(identifiersOf), statements: new Map<number, PreparedRead>() }
  if (ofDatabase.size > 100) ofDatabase.clear()
  ofDatabase.set(key, plan)
  return plan
}

function identifiersOf(model: ResourceModel): Identifier[] {
  const owner = model.fields.find((field) => field.name === model.ownerField)
  return model.fields.flatMap((field) => {
    const part = model.parts[field.part]
    const isInherited = model.base !== model.name && field.part === 0
    if (!field.keyColumn || !part || part.foreign || isInherited || !(field.unique || field.schema['x-shopdb']?.identifier)) return []
    return [{ model, field, part, owner }]
  })
}

/**
 * Records with an identifier that is, or begins with, the query: a range of each identifier's index, all in one
 * statement.
 */
export async function findByPrefix(database: Database, models: readonly ResourceModel[], query: string): Promise<PrefixHit[]> {
  const plan = planOf(database, models)
  if (plan.identifiers.length === 0) return []
  const ranges = plan.identifiers.map(({ field }) => prefixRanges(field, query))
  const most = Math.max(...ranges.map((ofField) => ofField.length))
  const read = plan.statements.get(most) ?? database.prepare(prefixText(database, plan.identifiers, ranges.map((ofField) => ofField.length)))
  plan.statements.set(most, read)
  const parameters = plan.identifiers.flatMap(({ field }, index) => [keyOf(field, query), ...(ranges[index] ?? []).flat()])
  const rows = await read(parameters)
  return rows.map(([resource, id, owner, key]) => ({ resource: String(resource), id: Number(id), owner: owner === null || Number(owner) === noOwner ? null : Number(owner), key: String(key) }))
}

/**
 * A sorted identifier has no index but those of the lists, which begin with `active`; one with an index of its own must
 * not be asked for `active`, or SQLite takes a list's index for the equality and reads it whole.
 */
function prefixText(database: Database, identifiers: readonly Identifier[], counts: readonly number[]): string {
  const quote = (name: string): string => quoteName(database, name)
  const branches = identifiers.flatMap(({ model, field, part, owner }, index) => {
    const column = `t.${quote(field.keyColumn ?? field.column)}`
    const live = field.sort && !field.unique ? 't.active = 1 and ' : ''
    const conditions = [`${column} = ?`, ...Array<string>(counts[index] ?? 0).fill(`${column} >= ? and ${column} < ?`)]
    return conditions.map((condition) => `select '${model.name}' as resource, t.${quote(part.key)} as id, ${owner ? `t.${quote(owner.column)}` : noOwner} as owner, ${column} as k from ${quote(part.table)} as t where ${live}${condition} order by ${column} limit 20`)
  })
  return branches.map((branch, index) => `select * from (${branch}) as b${index}`).join(' union all ')
}

/** Documents of the records that were found by identifier, by kind: the index of documents begins with it. */
export async function findDocuments(database: Database, idsByKind: ReadonlyMap<string, readonly number[]>): Promise<FoundDocument[]> {
  if (idsByKind.size === 0) return []
  const branches = [...idsByKind.values()].map((ids) => `select ${documentColumns} from searchdocs d where d.kind = ? and d.entityid in (${placesOf(ids)})`)
  const parameters = [...idsByKind].flatMap(([kind, ids]): SqlValue[] => [kind, ...ids])
  return (await database.prepare(branches.join(' union all '))(parameters)).map(foundDocument)
}
