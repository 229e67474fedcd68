import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { PluginSubject } from '@shopdb/server/plugin-host/index'
import type { WrittenMigration } from '@shopdb/server/platform/migrations/write-migration'

export type Sync = { written: string | null; refused: { message: string; fix: string } | null }

/**
 * Writes the next migration when the declarations have moved on. One that only adds is kept; of one that may fail on the
 * rows that are there, `agrees` decides. What no migration does in place is refused with the way to do it.
 */
export async function syncMigration(subject: PluginSubject, agrees: (question: string) => Promise<boolean>): Promise<Sync> {
  const { writePluginMigration } = await import('@shopdb/server/migration-chains')
  let written: WrittenMigration | null
  try {
    written = writePluginMigration(subject)
  } catch (error) {
    return { written: null, refused: { message: error instanceof Error ? error.message : String(error), fix: 'docs/guides/changing-the-schema.md shows the steps. Nothing was changed.' } }
  }
  if (written === null) return { written: null, refused: null }
  const file = `migrations/${written.file}`
  const isHarmless = written.facts.additive && !written.facts.mayFail
  if (isHarmless || await agrees(`${file} may fail on rows that are there, or breaks the version before. Run it?`)) return { written: file, refused: null }
  rmSync(join(subject.folder, file))
  return { written: null, refused: { message: `${file} is more than an addition and was not kept.`, fix: 'Save again and agree, or take the change back.' } }
}
