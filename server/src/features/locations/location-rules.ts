import type { Transaction } from '../../platform/database/database.ts'
import { naturalKey } from '../../platform/natural-key.ts'
import { Problem } from '../../platform/problem.ts'
import type { RowChange } from '../changes/index.ts'
import type { RecordRules, RecordValues } from '../records/index.ts'
import { findChildren, findParent } from './store.ts'

const deepest = 20

/** Locations form a tree: no location stands inside itself, and each knows its path, which follows when an ancestor moves. */
export const locationRules: RecordRules = {
  beforeWrite: async ({ transaction, id, after }) => {
    setPath(after, await parentPath(transaction, id, after), String(after.name))
  },
  furtherRows: async ({ transaction, id, before, after }) => {
    if (!before || before.path === after.path) return []
    return descendantPaths(transaction, id, String(after.path), 0)
  },
  searchTitle: (_model, values) => ({ title: String(values.name), subtitle: String(values.path) }),
}

function setPath(values: RecordValues, parent: string, name: string): void {
  const path = (parent ? `${parent} / ${name}` : name).slice(0, 255)
  values.path = path
  values.pathkey = naturalKey(path)
}

async function parentPath(transaction: Transaction, id: number, values: RecordValues): Promise<string> {
  let parentId = values.parentid ?? null
  let path = ''
  for (let depth = 0; parentId !== null; depth += 1) {
    if (parentId === id) throw new Problem('RULE_BROKEN', { detail: 'A location cannot stand inside itself.', fields: [{ path: '/parentId', message: 'leads back to this location' }] })
    if (depth >= deepest) throw new Problem('RULE_BROKEN', { detail: `Locations go ${deepest} levels deep at most.`, fields: [{ path: '/parentId', message: 'is too deep' }] })
    const parent = await findParent(transaction, parentId)
    if (depth === 0) path = parent?.path ?? ''
    parentId = parent?.parentId ?? null
  }
  return path
}

async function descendantPaths(transaction: Transaction, id: number, path: string, depth: number): Promise<RowChange[]> {
  if (depth >= deepest) return []
  const children = await findChildren(transaction, id)
  const rows: RowChange[] = []
  for (const child of children) {
    const after: RecordValues = {}
    setPath(after, path, child.name)
    rows.push({ table: 'locations', key: ['id', child.id], before: { path: child.path, pathkey: child.pathKey }, after })
    rows.push(...(await descendantPaths(transaction, child.id, String(after.path), depth + 1)))
  }
  return rows
}
