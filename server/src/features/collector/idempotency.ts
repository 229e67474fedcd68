import type { Platform } from '../../platform/platform.ts'
import { Problem } from '../../platform/problem.ts'
import type { IngestAnswer } from './answer.ts'
import { findKeptAnswer, removeAnswersBefore } from './store.ts'

const keptFor = 24 * 60 * 60 * 1000

/** The answer that was given to this key before; null when it is new. The same key with another body is refused. */
export async function findAnswer(platform: Platform, collector: string, key: string, bodyHash: string): Promise<IngestAnswer | null> {
  const kept = await findKeptAnswer(platform.database, collector, key)
  if (!kept || kept.at < platform.now() - keptFor) return null
  if (kept.bodyHash !== bodyHash) throw new Problem('RULE_BROKEN', { detail: 'This Idempotency-Key was used for another body.' })
  const answer: IngestAnswer = JSON.parse(kept.answer)
  return answer
}

export async function keepAnswer(platform: Platform, collector: string, key: string, bodyHash: string, answer: IngestAnswer): Promise<void> {
  const at = platform.now()
  await platform.database.write(async (transaction) => {
    await removeAnswersBefore(transaction, at - keptFor)
    await transaction.upsertRows('idempotencykeys', ['collector', 'requestkey'], ['collector', 'requestkey', 'at', 'bodyhash', 'answer'], [[collector, key, at, bodyHash, JSON.stringify(answer)]])
  })
}
