import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { configVariables, renderEnvironmentExample } from './config-variables.ts'
import { ConfigError, loadConfig, readEnvironment, type EnvironmentVariables } from './config.ts'

const folder = mkdtempSync(join(tmpdir(), 'shopdb-config-'))
afterAll(() => rmSync(folder, { recursive: true }))

const strong = { SECRET_KEY: 'f3b1c9d07a52e6480b9d1f3c5e7a2468', JWT_SECRET_KEY: '0b9d1f3c5e7a2468f3b1c9d07a52e648' }
const production = { SHOPDB_ENV: 'production', SHOPDB_DATA_DIR: folder, ...strong }

function findingsOf(env: EnvironmentVariables): string[] {
  try {
    loadConfig(env)
    return []
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return error.findings.map((finding) => finding.variable)
  }
}

describe('configuration', () => {
  test('needs nothing in development and keeps its secrets between starts, readable by the owner only', () => {
    const first = loadConfig({ SHOPDB_DATA_DIR: folder })
    expect(first).toMatchObject({ environment: 'development', host: '127.0.0.1', port: 5001, pluginMode: 'strict', rateLimit: null, plugins: null })
    expect(first.databaseUrl).toBe(`sqlite:${join(folder, 'shopdb.sqlite')}`)
    expect(loadConfig({ SHOPDB_DATA_DIR: folder }).jwtSecretKey).toBe(first.jwtSecretKey)
    expect(first.jwtSecretKey).not.toBe(first.secretKey)
    expect(statSync(join(folder, 'secrets', 'secret-key')).mode & 0o777).toBe(0o600)
  })

  test('production lists every problem at once', () => {
    expect(findingsOf({ SHOPDB_ENV: 'production', SHOPDB_DATA_DIR: folder, SECRET_KEY: 'short', CORS_ORIGINS: '*', LOG_LEVEL: 'debug', PORT: 'http' }))
      .toEqual(['PORT', 'SECRET_KEY', 'JWT_SECRET_KEY', 'CORS_ORIGINS', 'LOG_LEVEL'])
  })

  test.each([
    ['a repeated character', 'a'.repeat(64)],
    ['a placeholder', 'change-me-please-0123456789-abcdefgh'],
    ['the other secret', strong.SECRET_KEY],
  ])('production refuses %s as a secret', (_name, secret) => {
    expect(findingsOf({ ...production, JWT_SECRET_KEY: secret })).toEqual(['JWT_SECRET_KEY'])
  })

  test('production starts with two strong secrets and isolates plugins', () => {
    expect(loadConfig(production)).toMatchObject({ production: true, pluginMode: 'isolate', rateLimit: { requests: 12_000 } })
  })

  test.each([
    ['DATABASE_URL', 'oracle://x'], ['REDIS_URL', 'http://x'], ['PORT', '70000'], ['RATE_LIMIT', 'fast'], ['BODY_LIMIT', '5TB'], ['SHOPDB_PLUGINS', '../x'],
    ['CORS_ORIGINS', 'https://a.example/path'], ['SHOPDB_PLUGIN_MODE', 'loose'], ['METRICS', 'maybe'], ['SHOPDB_ADMIN_USERNAME', 'admin'],
  ])('%s=%s is refused', (variable, value) => {
    expect(findingsOf({ SHOPDB_DATA_DIR: folder, [variable]: value })).toHaveLength(1)
  })

  test('a wrong database address is refused without repeating its password', () => {
    expect(() => loadConfig({ SHOPDB_DATA_DIR: folder, DATABASE_URL: 'oracle://u:hunter2@h/x' })).toThrow(/^(?!.*hunter2)/s)
  })

  test('.env is read and the environment stands above it', () => {
    writeFileSync(join(folder, '.env'), 'PORT=6001\nPATH=/nowhere\n')
    expect(readEnvironment(folder)).toMatchObject({ PORT: '6001', PATH: process.env['PATH'] })
  })

  test('.env.example lists every variable with its default', () => {
    const file = join(import.meta.dirname, '../../deploy/.env.example')
    expect(readFileSync(file, 'utf8')).toBe(renderEnvironmentExample())
    expect(new Set(configVariables.map(({ name }) => name)).size).toBe(configVariables.length)
  })
})
