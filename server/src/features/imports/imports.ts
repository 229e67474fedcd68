import type { Caller } from '../../platform/caller.ts'
import type { JobDeclaration, JobRun, JobWork } from '../../platform/jobs/job.ts'
import { coreOwner } from '../../platform/jobs/job.ts'
import type { Jobs } from '../../platform/jobs/jobs.ts'
import { Problem } from '../../platform/problem.ts'
import type { ResourceModel } from '../../platform/resources/resource-model.ts'
import { changeContext } from '../changes/index.ts'
import { callerOfRequester } from '../jobs/index.ts'
import { againAfterRace, rehearsalOf, undoBatch, type RecordServices } from '../records/index.ts'
import { linesPerPart, type ImportOptions, type StoredImport } from './import-record.ts'
import { findImport, findLines, findOldImports, findOutcomes, findPartNumbers, insertPart, removeParts, sumCounts, updateImport } from './store.ts'
import { targetFieldsOf, type TargetField } from './target-fields.ts'
import { countOutcomes, writePart, type PartWriter } from './write-part.ts'

export type Imports = {
  services: RecordServices
  jobs: Jobs
  /** The resource of a type, by its name (`computers`) or its kind (`computers.computer`). */
  modelOf: (type: string) => ResourceModel
  targetsOf: (model: ResourceModel) => TargetField[]
  /** Begins to rehearse, write or undo as a job; moves the import from one of `from` into the state of that work. */
  begin: (found: StoredImport, work: 'check' | 'commit' | 'undo', caller: Caller, update: { options?: ImportOptions; batchId?: string }) => Promise<JobRun>
  declarations: JobDeclaration[]
}

const hour = 3_600_000
const keptMilliseconds = 7 * 24 * hour

const works = {
  check: { state: 'checking', done: 'checked', from: ['uploaded', 'checked', 'failed'] },
  commit: { state: 'importing', done: 'imported', from: ['checked'] },
  undo: { state: 'undoing', done: 'undone', from: ['imported'] },
} as const

export function createImports(services: RecordServices, jobs: Jobs): Imports {
  const { platform } = services
  const { database } = platform

  function modelOf(type: string): ResourceModel {
    const found = platform.resources.all().find((model) => model.name === type || model.kind === type)
    if (!found || found.declaration.readOnly === true) throw new Problem('REQUEST_INVALID', { detail: `Records of "${type.slice(0, 65)}" cannot be imported.`, fields: [{ path: 'type', message: 'is no type of records', allowed: platform.resources.all().filter((model) => model.declaration.readOnly !== true).map((model) => model.name) }] })
    return found
  }

  const targetsOf = (model: ResourceModel): TargetField[] => targetFieldsOf(model, services.rules.get(model.base)?.furtherColumns?.(model) ?? [])

  async function begin(found: StoredImport, work: keyof typeof works, caller: Caller, update: { options?: ImportOptions; batchId?: string }): Promise<JobRun> {
    const { state, from } = works[work]
    const earlier = found.jobId === null ? null : await jobs.get(found.jobId)
    const isIdle = earlier?.state !== 'waiting' && earlier?.state !== 'running'
    // A run that was stopped, or lost with its process, left the import in the state of its work.
    const isMoved = await database.write((transaction) => updateImport(transaction, found.id, { ...update, state, error: null }, isIdle ? [...from, state] : from))
    if (!isMoved) throw new Problem('STATE_CONFLICT', { detail: `The import is ${found.state}.`, extra: { state: found.state } })
    const job = await jobs.start(coreOwner, `imports.${work}`, { parameters: { importId: found.id }, requestedBy: { id: caller.userId, label: caller.label } })
    await database.write((transaction) => updateImport(transaction, found.id, { jobId: job.id }))
    return job
  }

  /** Whoever uploaded the file, with the permissions of now. */
  const callerOf = ({ actor }: StoredImport): Promise<Caller> => callerOfRequester(platform, actor, actor.kind)

  async function writerOf(found: StoredImport, isRehearsal: boolean): Promise<PartWriter> {
    const caller = await callerOf(found)
    const model = modelOf(found.kind)
    if (!found.options) throw new Problem('STATE_CONFLICT', { detail: 'The columns of the file are not mapped yet.' })
    const context = { ...changeContext(caller, 'import', null, platform.now()), ...(found.batchId === null ? {} : { batchId: found.batchId }) }
    return { services, caller, model, headers: found.headers, options: found.options, targets: targetsOf(model), context, isRehearsal, seen: new Map() }
  }

  async function check(found: StoredImport, { signal, progress }: JobWork): Promise<unknown> {
    const writer = await writerOf(found, true)
    await database.write((transaction) => removeParts(transaction, found.id, ['plan', 'result']))
    for (const part of await findPartNumbers(database, found.id, 'source', null, 0)) {
      signal.throwIfAborted()
      const outcomes = await writePart(writer, rehearsalOf(database), (await findLines(database, found.id, part)) ?? [])
      await database.write((transaction) => insertPart(transaction, found.id, 'plan', part, outcomes, countOutcomes(outcomes)))
      progress(Math.min(found.lines, (part + 1) * linesPerPart), found.lines)
    }
    return sumCounts(database, found.id, 'plan')
  }

  /** Each part is written with the note that it is, so that whoever goes on after a killed process repeats none. */
  async function commit(found: StoredImport, { signal, progress }: JobWork): Promise<unknown> {
    const writer = await writerOf(found, false)
    const done = new Set(await findPartNumbers(database, found.id, 'result', null, 0))
    for (const part of await findPartNumbers(database, found.id, 'source', null, 0)) {
      signal.throwIfAborted()
      if (!done.has(part)) await commitPart(writer, found, part)
      progress(Math.min(found.lines, (part + 1) * linesPerPart), found.lines)
    }
    services.writer.dependencies.committed()
    await database.write((transaction) => updateImport(transaction, found.id, { committedAt: platform.now() }))
    return sumCounts(database, found.id, 'result')
  }

  async function commitPart(writer: PartWriter, found: StoredImport, part: number): Promise<void> {
    const refused = ((await findOutcomes(database, found.id, 'plan', part)) ?? []).filter(({ outcome }) => outcome === 'error')
    const numbers = new Set(refused.map(({ line }) => line))
    const lines = ((await findLines(database, found.id, part)) ?? []).filter(([line]) => !numbers.has(line))
    const seen = new Map(writer.seen)
    await againAfterRace(() => database.write(async (transaction) => {
      writer.seen = new Map(seen)
      const outcomes = [...refused, ...(await writePart(writer, transaction, lines))].toSorted((a, b) => a.line - b.line)
      await insertPart(transaction, found.id, 'result', part, outcomes, countOutcomes(outcomes))
    }))
  }

  async function undo(found: StoredImport, { signal, progress }: JobWork): Promise<unknown> {
    const caller = await callerOf(found)
    if (found.batchId === null) throw new Problem('STATE_CONFLICT', { detail: 'Nothing was imported.' })
    return undoBatch(found.batchId, { dependencies: services.writer.dependencies, caller, context: changeContext(caller, 'import', null, platform.now()), signal, progress: (done) => progress(done, Math.max(done, found.lines)) })
  }

  /** A job that fails for good leaves an import that says why, from where it can be tried again. */
  function jobOf(name: keyof typeof works, title: string, run: (found: StoredImport, work: JobWork) => Promise<unknown>): JobDeclaration {
    return {
      name: `imports.${name}`, title, isParallel: true, timeLimit: 6 * hour, retries: 2,
      run: async (work) => {
        const { parameters } = work
        const id = typeof parameters === 'object' && parameters !== null && 'importId' in parameters ? Number(parameters.importId) : 0
        const found = await findImport(database, id)
        if (!found || found.state !== works[name].state) throw new Problem('STATE_CONFLICT', { detail: 'The import is not there, or not in a state for this.' })
        try {
          const result = await run(found, work)
          const counts = name === 'undo' ? {} : { counts: result as StoredImport['counts'] } // what check and commit answer
          await database.write((transaction) => updateImport(transaction, id, { state: works[name].done, ...counts }))
          return result
        } catch (error) {
          const isOver = !work.signal.aborted && (error instanceof Problem || work.attempt > 2)
          if (isOver) await database.write((transaction) => updateImport(transaction, id, { state: name === 'check' ? 'failed' : works[name].from[0], error: error instanceof Problem ? error.message : 'It failed; an administrator sees the reason in the log.' }))
          throw error
        }
      },
    }
  }

  return {
    services, jobs, modelOf, targetsOf, begin,
    declarations: [
      jobOf('check', 'Rehearse an import', check), jobOf('commit', 'Import records', commit), jobOf('undo', 'Undo an import', undo),
      {
        name: 'imports.cleanup', title: 'Forget the lines of old imports', at: '03:20',
        run: async () => {
          const old = await findOldImports(database, platform.now() - keptMilliseconds)
          for (const id of old) await database.write((transaction) => removeParts(transaction, id, ['source', 'plan', 'result']))
          return { forgotten: old.length }
        },
      },
    ],
  }
}
