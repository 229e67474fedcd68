import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Why a secret must not be used in production, or null when it may. */
export function secretWeakness(value: string): string | null {
  if (value === '') return 'It is missing.'
  if (value.length < 32) return `It has ${value.length} characters; at least 32 are needed.`
  if (new Set(value).size < 10) return 'It repeats a few characters over and over.'
  if (/^(change|replace|your|example|default|insecure|placeholder|secret-?key-?here)/i.test(value)) return 'It looks like a placeholder.'
  return null
}

/** A secret made once and kept in the data folder, readable by its owner only. */
export function keptSecret(dataDir: string, name: string): string {
  const file = join(dataDir, 'secrets', name)
  if (existsSync(file)) return readFileSync(file, 'utf8').trim()
  mkdirSync(join(dataDir, 'secrets'), { recursive: true, mode: 0o700 })
  try {
    writeFileSync(file, randomBytes(32).toString('hex'), { mode: 0o600, flag: 'wx' })
  } catch (error) {
    // Another process started at the same moment and wrote it first; its value counts.
    if (!existsSync(file)) throw error
  }
  return readFileSync(file, 'utf8').trim()
}
