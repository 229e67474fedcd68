import { setTimeout as delay } from 'node:timers/promises'
import { duplicateConstraint } from '../../platform/database/database-error.ts'
import type { Platform } from '../../platform/platform.ts'
import { Problem } from '../../platform/problem.ts'
import type { IngestAnswer } from './answer.ts'
import { claimKey, findKeptAnswer, keepAnswer, releaseKey, removeAnswersBefore, renewClaim, takeOverClaim, type KeyClaim } from './store.ts'

const keptFor = 24 * 60 * 60 * 1000
/** Whoever works on a key says so at this interval; who was silent for `lease` is gone. */
const heartbeat = 5_000
const lease = 30_000
const longestWait = 60_000

/**
 * Does the work once for each key: later requests with it, also those of the same moment and of other processes, wait
 * for the first and get its answer. The same key with another body is refused. Work that fails frees the key.
 */
export async function onceForKey(platform: Platform, claim: KeyClaim, work: () => Promise<IngestAnswer>): Promise<IngestAnswer> {
  for (const started = Date.now(); Date.now() - started < longestWait; await delay(50)) {
    const kept = await findKeptAnswer(platform.database, claim)
    const isKept = kept !== null && kept.at >= platform.now() - keptFor
    if (isKept && kept.bodyHash !== claim.bodyHash) throw new Problem('RULE_BROKEN', { detail: 'This Idempotency-Key was used for another body.' })
    if (isKept && kept.answer !== '') return parseAnswer(kept.answer)
    if (await claimed(platform, claim, isKept)) return workOn(platform, claim, work)
  }
  throw new Problem('STATE_CONFLICT', { detail: 'Another request with this Idempotency-Key is still being worked on. Ask again in a minute.' })
}

/** A row of another that is at work is left alone, unless it has been silent for too long. */
async function claimed({ database, now }: Platform, claim: KeyClaim, isTaken: boolean): Promise<boolean> {
  if (isTaken) return database.write((transaction) => takeOverClaim(transaction, claim, now(), now() - lease))
  try {
    await database.write(async (transaction) => {
      await removeAnswersBefore(transaction, now() - keptFor)
      await claimKey(transaction, claim, now())
    })
    return true
  } catch (error) {
    if (duplicateConstraint(error) === null) throw error
    return false // another was faster; the next look finds its row
  }
}

async function workOn({ database, now, log }: Platform, claim: KeyClaim, work: () => Promise<IngestAnswer>): Promise<IngestAnswer> {
  const alive = setInterval(() => {
    database.write((transaction) => renewClaim(transaction, claim, now())).catch((error: unknown) => log.warn({ err: error }, 'an Idempotency-Key could not be renewed'))
  }, heartbeat)
  try {
    const answer = await work()
    await database.write((transaction) => keepAnswer(transaction, claim, now(), JSON.stringify(answer)))
    return answer
  } catch (error) {
    await database.write((transaction) => releaseKey(transaction, claim))
    throw error
  } finally {
    clearInterval(alive)
  }
}

function parseAnswer(text: string): IngestAnswer {
  const answer: IngestAnswer = JSON.parse(text)
  return answer
}
