import type { Transaction } from '../../platform/database/database.ts'
import { cutAt, naturalKey } from '../../platform/natural-key.ts'
import { Problem } from '../../platform/problem.ts'
import type { RecordChange } from '../changes/index.ts'
import type { RecordRules, RecordValues } from '../records/index.ts'
import { searchBody } from '../search/index.ts'
import { findChildren, findParent } from './store.ts'

const deepest = 20

/** Locations form a tree: no location stands inside itself, and each knows its path, which follows when an ancestor moves. */
export const locationRules: RecordRules = {
  beforeWrite: async ({ transaction, id, after }) => {
    setPath(after, await parentPath(transaction, id, after), String(after.name))
  },
  furtherRows: async ({ transaction, id, before, after, also }) => {
    if (before && before.path !== after.path) also.push(...(await descendantChanges(transaction, id, String(after.path), await levelOf(transaction, after))))
    return []
  },
  searchTitle: (_model, values) => ({ title: String(values.name), subtitle: String(values.path) }),
}

function setPath(values: RecordValues, parent: string, name: string): void {
  const path = cutAt(parent ? `${parent} / ${name}` : name, 255)
  values.path = path
  values.pathkey = naturalKey(path)
}

function tooDeep(): Problem {
  return new Problem('RULE_BROKEN', { detail: `Locations go ${deepest} levels deep at most.`, fields: [{ path: '/parentId', message: 'is too deep' }] })
}

async function parentPath(transaction: Transaction, id: number, values: RecordValues): Promise<string> {
  let parentId = values.parentid ?? null
  let path = ''
  for (let level = 2; parentId !== null; level += 1) {
    if (parentId === id) throw new Problem('RULE_BROKEN', { detail: 'A location cannot stand inside itself.', fields: [{ path: '/parentId', message: 'leads back to this location' }] })
    if (level > deepest) throw tooDeep()
    const parent = await findParent(transaction, parentId)
    if (level === 2) path = parent?.path ?? ''
    parentId = parent?.parentId ?? null
  }
  return path
}

/** 1 for a location that stands in no other; parentPath() has checked that the way up ends. */
async function levelOf(transaction: Transaction, values: RecordValues): Promise<number> {
  let level = 1
  for (let parentId = values.parentid ?? null; parentId !== null; level += 1) parentId = (await findParent(transaction, parentId))?.parentId ?? null
  return level
}

/** The new paths of all that stands inside, each a change of its own, found by search under its new path. */
async function descendantChanges(transaction: Transaction, id: number, path: string, level: number): Promise<RecordChange[]> {
  const children = await findChildren(transaction, id)
  if (children.length > 0 && level >= deepest) throw tooDeep()
  const changes: RecordChange[] = []
  for (const child of children) {
    const after: RecordValues = {}
    setPath(after, path, child.name)
    changes.push({
      kind: 'locations', entityId: child.id, label: child.name, action: 'updated', rows: [{ table: 'locations', key: ['id', child.id], before: { path: child.path, pathkey: child.pathKey }, after }],
      search: { kind: 'locations', entityId: child.id, title: child.name, subtitle: String(after.path), body: child.isActive ? searchBody([child.name]) : null },
    })
    changes.push(...(await descendantChanges(transaction, child.id, String(after.path), level + 1)))
  }
  return changes
}
