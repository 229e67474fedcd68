import { matchesHash } from '../../platform/auth/secret.ts'
import type { AuthenticationResult } from '../../platform/http/authentication.ts'
import type { Platform } from '../../platform/platform.ts'
import { Problem } from '../../platform/problem.ts'
import { createUserCheck, loadRolesOfUser } from '../roles/index.ts'
import { findFeed, noteFeedUsed } from './store.ts'

const usedResolution = 60_000
const sent = /[?&]feed=(\d{1,15})_([\w-]{43})(?=&|$)/

/** The token in `?feed=` of a GET; null when there is none. */
export function feedTokenIn(method: string, url: string): RegExpExecArray | null {
  return method === 'GET' || method === 'HEAD' ? sent.exec(url) : null
}

/**
 * Who a feed address stands for: its user, at that path alone. Routes that do not say `feed: true` refuse it. It is looked up
 * each time, so that a revoked one ends at once.
 */
export async function authenticateFeed(platform: Platform, [, id, secret = '']: RegExpExecArray, url: string): Promise<AuthenticationResult> {
  const { database, now } = platform
  const feed = await findFeed(database, Number(id))
  if (!feed || !matchesHash(secret, feed.secretHash) || !feed.userIsActive || feed.path !== url.split('?')[0]) return new Problem('SIGN_IN_REQUIRED', { detail: 'The address of the feed is not valid or was revoked. Make a new one in your profile.' })
  if (now() - (feed.lastUsedAt ?? 0) > usedResolution) noteUsedSoon(platform, feed.id)
  return { caller: { kind: 'token', userId: feed.userId, label: `feed ${feed.name}`, may: createUserCheck(platform, await loadRolesOfUser(database, feed.userId)) }, via: 'feed', sessionId: null, tokenId: null, csrf: null }
}

function noteUsedSoon({ database, log, now }: Platform, id: number): void {
  database.write((transaction) => noteFeedUsed(transaction, id, now())).catch((error: unknown) => log.warn({ err: error }, 'the last use of a feed was not noted'))
}
