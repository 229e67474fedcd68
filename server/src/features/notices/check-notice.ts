import type { NewNotice } from '@shopdb/plugin-api'
import { Problem } from '../../platform/problem.ts'
import { severities, type NoticeInput } from './notice.ts'

const longestText = 4000

/** Plugins need not be compiled, so what they hand over is looked at. */
export function checkNotice(plugin: string, { key, severity, title, text, assetId, until }: NewNotice): NoticeInput {
  if (typeof key !== 'string' || key.length < 1 || key.length > 200) throw refused('key', 'The key of a notice has 1 to 200 characters.')
  if (!severities.includes(severity)) throw refused('severity', `The severity of a notice is one of ${severities.join(', ')}.`)
  const line = typeof title === 'string' ? title.replace(/\s+/g, ' ').trim() : ''
  if (line === '') throw refused('title', 'A notice has a title.')
  if (assetId !== undefined && (!Number.isSafeInteger(assetId) || assetId < 1)) throw refused('assetId', 'The id of an asset is a positive integer.')
  const end = until === undefined ? null : Date.parse(until)
  if (end !== null && Number.isNaN(end)) throw refused('until', 'The end of a notice is a moment such as 2026-03-01T06:00:00Z.')
  return { plugin, key, severity, title: line.slice(0, 255), text: text === undefined || text === '' ? null : String(text).slice(0, longestText), assetId: assetId ?? null, until: end }
}

function refused(path: string, detail: string): Problem {
  return new Problem('RULE_BROKEN', { detail, fields: [{ path: `/${path}`, message: detail }] })
}
