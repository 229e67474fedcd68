import { existsSync, readFileSync } from 'node:fs'
import { url as inspectorUrl } from 'node:inspector'
import { join, resolve } from 'node:path'
import { parseEnv } from 'node:util'
import { configVariables, type VariableName } from './config-variables.ts'
import { keptSecret, secretWeakness } from './config-secrets.ts'
import * as parse from './config-parsers.ts'

export type Environment = 'development' | 'test' | 'production'
export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent'

/** Everything the server is told from outside, validated. Read once; nothing else reads the environment. */
export type Config = {
  environment: Environment
  production: boolean
  host: string
  port: number
  /** Absolute. */
  dataDir: string
  databaseUrl: string
  redisUrl: string | null
  /** Databases that plugins read, by the name of the variable: `<PLUGIN>_<NAME>_URL`. */
  foreignUrls: ReadonlyMap<string, string>
  secretKey: string
  jwtSecretKey: string
  corsOrigins: readonly string[]
  trustProxy: boolean | number | readonly string[]
  /** Null: create the first administrator by the one-time link. */
  administrator: { username: string; password: string } | null
  /** Null: every bundled plugin. */
  plugins: readonly string[] | null
  pluginDirs: readonly string[]
  pluginMode: 'strict' | 'isolate'
  /** Milliseconds; null: nobody watches. */
  pluginStallLimit: number | null
  demo: boolean
  logLevel: LogLevel
  /** Null: no limit. */
  rateLimit: parse.RateLimit | null
  /** Bytes. */
  bodyLimit: number
  healthRequiresAuth: boolean
  metrics: boolean
}

export type EnvironmentVariables = Readonly<Record<string, string | undefined>>

/** One thing that is wrong, and what to do about it. */
export type ConfigFinding = { variable: VariableName | 'NODE_OPTIONS'; message: string; fix: string }

/** Carries every problem of the configuration at once. */
export class ConfigError extends Error {
  readonly findings: readonly ConfigFinding[]

  constructor(findings: readonly ConfigFinding[]) {
    const lines = findings.map(({ variable, message, fix }) => `  ${variable}: ${message} ${fix}`)
    super(`The configuration has ${findings.length} problem${findings.length === 1 ? '' : 's'}:\n${lines.join('\n')}`)
    this.name = 'ConfigError'
    this.findings = findings
  }
}

/** The process environment over the values of `.env` in `folder`. */
export function readEnvironment(folder: string = process.cwd()): EnvironmentVariables {
  const file = join(folder, '.env')
  return existsSync(file) ? { ...parseEnv(readFileSync(file, 'utf8')), ...process.env } : process.env
}

/** Validates everything once; throws a ConfigError that lists all problems. */
export function loadConfig(env: EnvironmentVariables = readEnvironment()): Config {
  const findings: ConfigFinding[] = []
  const defaults = new Map<string, string | null>(configVariables.map((variable) => [variable.name, variable.default]))

  function read<T>(variable: VariableName, parser: (text: string) => parse.Parsed<T>): T | null {
    const text = env[variable]?.trim() || defaults.get(variable)
    if (text === null || text === undefined) return null
    const result = parser(text)
    if (result.ok) return result.value
    findings.push({ variable, message: `"${text.length > 60 ? `${text.slice(0, 60)}...` : text}" is not valid.`, fix: result.fix })
    return null
  }

  const environment = read('SHOPDB_ENV', parse.oneOf('development', 'test', 'production')) ?? 'development'
  const dataDir = resolve(read('SHOPDB_DATA_DIR', parse.text) ?? './data')
  const username = read('SHOPDB_ADMIN_USERNAME', parse.text)
  const password = read('SHOPDB_ADMIN_PASSWORD', parse.text)
  const production = environment === 'production'
  const config: Config = {
    environment,
    production,
    host: read('HOST', parse.text) ?? '',
    port: read('PORT', parse.integer(0, 65_535)) ?? 0,
    dataDir,
    databaseUrl: readSilently('DATABASE_URL', parse.databaseUrl) ?? `sqlite:${join(dataDir, 'shopdb.sqlite')}`,
    redisUrl: readSilently('REDIS_URL', parse.redisUrl),
    foreignUrls: new Map(Object.entries(env).flatMap(([name, text]) => (/^[A-Z][A-Z0-9]*_[A-Z0-9]+_URL$/.test(name) && text?.trim() ? [[name, text.trim()] as const] : []))),
    secretKey: env['SECRET_KEY']?.trim() ?? '',
    jwtSecretKey: env['JWT_SECRET_KEY']?.trim() ?? '',
    corsOrigins: read('CORS_ORIGINS', parse.origins) ?? [],
    trustProxy: read('TRUST_PROXY', parse.trustProxy) ?? false,
    administrator: username !== null && password !== null ? { username, password } : null,
    plugins: read('SHOPDB_PLUGINS', parse.pluginNames),
    pluginDirs: (read('SHOPDB_PLUGIN_DIRS', parse.list) ?? []).map((folder) => resolve(folder)),
    pluginMode: read('SHOPDB_PLUGIN_MODE', parse.oneOf('strict', 'isolate')) ?? (production ? 'isolate' : 'strict'),
    pluginStallLimit: (read('SHOPDB_PLUGIN_STALL_LIMIT', parse.integer(0, 3600)) ?? 5) * 1000 || null,
    demo: read('SHOPDB_DEMO', parse.boolean) ?? false,
    logLevel: read('LOG_LEVEL', parse.oneOf('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent')) ?? 'info',
    rateLimit: env['RATE_LIMIT']?.trim() ? read('RATE_LIMIT', parse.rateLimit) : production ? { requests: 12_000, perMilliseconds: 60_000 } : null,
    bodyLimit: read('BODY_LIMIT', parse.byteCount) ?? 1_048_576,
    healthRequiresAuth: read('HEALTH_REQUIRES_AUTH', parse.boolean) ?? false,
    metrics: read('METRICS', parse.boolean) ?? true,
  }

  /** For values that hold a password: the finding must not repeat them. */
  function readSilently<T>(variable: VariableName, parser: (text: string) => parse.Parsed<T>): T | null {
    const text = env[variable]?.trim()
    if (!text) return null
    const result = parser(text)
    if (result.ok) return result.value
    findings.push({ variable, message: 'The value is not valid.', fix: result.fix })
    return null
  }

  if ((username === null) !== (password === null)) {
    findings.push({ variable: username === null ? 'SHOPDB_ADMIN_USERNAME' : 'SHOPDB_ADMIN_PASSWORD', message: 'Only one of user name and password is set.', fix: 'Set both, or neither.' })
  }
  if (production) findings.push(...checkProduction(config))
  if (findings.length > 0) throw new ConfigError(findings)
  if (!production) {
    config.secretKey ||= keptSecret(dataDir, 'secret-key')
    config.jwtSecretKey ||= keptSecret(dataDir, 'jwt-secret-key')
  }
  return config
}

function checkProduction(config: Config): ConfigFinding[] {
  const findings: ConfigFinding[] = []
  const generate = 'Generate one with: openssl rand -hex 32'
  for (const [variable, value] of [['SECRET_KEY', config.secretKey], ['JWT_SECRET_KEY', config.jwtSecretKey]] as const) {
    const weakness = secretWeakness(value)
    if (weakness !== null) findings.push({ variable, message: weakness, fix: generate })
  }
  if (config.secretKey !== '' && config.secretKey === config.jwtSecretKey) findings.push({ variable: 'JWT_SECRET_KEY', message: 'It is the same as SECRET_KEY.', fix: generate })
  if (config.corsOrigins.includes('*')) findings.push({ variable: 'CORS_ORIGINS', message: '"*" lets every web site call the API.', fix: 'List the origins, or leave it out.' })
  if (config.logLevel === 'debug' || config.logLevel === 'trace') findings.push({ variable: 'LOG_LEVEL', message: `"${config.logLevel}" is a debugging level.`, fix: 'Use info or a quieter one.' })
  if (config.administrator !== null && config.administrator.password.length < 12) findings.push({ variable: 'SHOPDB_ADMIN_PASSWORD', message: 'It is shorter than 12 characters.', fix: 'Use a longer one.' })
  if (inspectorUrl() !== undefined) findings.push({ variable: 'NODE_OPTIONS', message: 'The debugger is listening.', fix: 'Start without --inspect.' })
  return findings
}
