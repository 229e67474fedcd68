import type { Platform, ReadyMadeRole } from '../../platform/platform.ts'
import { insertRole, loadRoles } from './store.ts'

/** The roles every site starts with. What each may do follows from the declarations of features and plugins. */
export const readyMadeRoles: readonly { name: ReadyMadeRole; description: string }[] = [
  { name: 'administrator', description: 'Everything, including users, plugins and settings.' },
  { name: 'editor', description: 'Reads and changes all records, deletes and imports.' },
  { name: 'technician', description: 'Works with assets on the floor: reads, changes, checks out.' },
  { name: 'viewer', description: 'Reads everything that is not sensitive.' },
  { name: 'collector', description: 'For scripts and agents that send inventory.' },
  { name: 'walldisplay', description: 'For screens on the wall: reads what they show.' },
]

/** Creates the missing ones; runs at every start. */
export async function ensureReadyMadeRoles({ database, now }: Pick<Platform, 'database' | 'now'>): Promise<void> {
  const known = new Set((await loadRoles(database)).map(({ name }) => name))
  const missing = readyMadeRoles.filter(({ name }) => !known.has(name))
  if (missing.length === 0) return
  await database.write(async (transaction) => {
    for (const role of missing) await insertRole(transaction, { ...role, readyMade: true, permissions: [] }, now())
  })
}
