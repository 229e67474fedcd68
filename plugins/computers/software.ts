import type { PluginContext, StoredRecord } from '@shopdb/plugin-api'
import { compareVersions } from './compare-versions.ts'
import type { Manifest } from './manifest-type.ts'
import { computersOf } from './store.ts'

type Context = PluginContext<Manifest>
type Version = { readonly id: number; readonly name: string }

const rowsAtOnce = 500

/** Computers that have an application older than a version, the oldest first; where the version is not known only when asked for. */
export async function* olderThan(context: Context, { application, version, unknown }: { application: string; version: string; unknown: boolean }) {
  const found = await findApplication(context, application)
  const older = (await versionsOf(context, found.id)).filter(({ name }) => compareVersions(name, version) < 0).sort((one, other) => compareVersions(one.name, other.name))
  for (const { id } of older) yield* installations(context, `applicationVersionId=${id}`)
  if (unknown) yield* installations(context, `applicationId=${found.id}&filter[applicationVersionId][isnull]=true`)
}

/** On how many computers each version of an application is, the newest first. */
export async function countVersions(context: Context, application: string) {
  const found = await findApplication(context, application)
  const counts = new Map<string | null, number>()
  for await (const { version } of installations(context, `applicationId=${found.id}`)) counts.set(version, (counts.get(version) ?? 0) + 1)
  const newestFirst = [...counts].sort(([one], [other]) => (one === null ? 1 : other === null ? -1 : compareVersions(other, one)))
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0)
  return newestFirst.map(([version, computers]) => ({ version: version ?? '?', computers, share: Math.round(computers * 1000 / total) / 10 }))
}

async function* installations(context: Context, query: string) {
  let batch: StoredRecord[] = []
  for await (const record of context.records.each('installedapplications', query)) {
    batch.push(record)
    if (batch.length < rowsAtOnce) continue
    yield* await linesOf(context, batch)
    batch = []
  }
  yield* await linesOf(context, batch)
}

/** Other assets have software too; this plugin speaks of computers. */
async function linesOf(context: Context, installed: readonly StoredRecord[]) {
  const computers = await computersOf(context, installed.map(({ assetId }) => Number(assetId)))
  return installed.flatMap((record) => {
    const computer = computers.get(Number(record['assetId']))
    return computer ? [{ computer: wordOf(record['asset']) ?? '', hostname: computer.hostname, version: wordOf(record['applicationVersion']), pcType: computer.pcType, lastUser: computer.lastUser, installedOn: wordOf(record['installedOn']) }] : []
  })
}

const wordOf = (value: unknown): string | null => (typeof value === 'string' ? value : null)

async function findApplication({ records, errors }: Context, name: string): Promise<StoredRecord> {
  const { items: [found] } = await records.list('applications', new URLSearchParams({ 'filter[name][eq]': name, limit: '1' }).toString())
  if (found) return found
  const { items: near } = await records.list('applications', new URLSearchParams({ 'filter[name][contains]': name.split(/\s+/)[0] ?? name, limit: '5' }).toString())
  const names = near.map((application) => `"${String(application['name'])}"`).join(', ')
  throw errors.problem({ code: 'APPLICATION_UNKNOWN', status: 422, message: `No computer has reported an application "${name}".`, fix: names === '' ? 'Write its name as the list of applications has it.' : `Write its name as the list of applications has it, such as ${names}.`, fields: [{ path: '/application', message: 'is not known' }] })
}

async function versionsOf({ records }: Context, applicationId: number): Promise<Version[]> {
  const versions: Version[] = []
  for await (const { id, versionName } of records.each('applicationversions', `applicationId=${applicationId}`)) versions.push({ id, name: String(versionName) })
  return versions
}
