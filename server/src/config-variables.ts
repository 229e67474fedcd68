/** One environment variable: everything .env.example, the documentation and validation say about it. */
export type VariableDeclaration = {
  name: string
  purpose: string
  /** `production`: the server refuses to start in production without it. */
  required: 'never' | 'production'
  /** As text, exactly as one would write it in .env; null when leaving it out has a meaning of its own. */
  default: string | null
  /** A value to show when there is no default. */
  example?: string
  secret?: boolean
}

/** Every variable ShopDB reads. config.ts validates exactly these; deploy/.env.example lists exactly these. */
export const configVariables = [
  { name: 'SHOPDB_ENV', purpose: 'development, test or production. Production enforces strong secrets and safe settings.', required: 'never', default: 'development' },
  { name: 'HOST', purpose: 'Address to listen on. 127.0.0.1 is this machine only; 0.0.0.0 is every interface.', required: 'never', default: '127.0.0.1' },
  { name: 'PORT', purpose: 'TCP port of API and web application.', required: 'never', default: '5001' },
  { name: 'SHOPDB_DATA_DIR', purpose: 'Folder for the SQLite database, attachments, backups and generated secrets.', required: 'never', default: './data' },
  { name: 'DATABASE_URL', purpose: 'sqlite:, mysql:, mariadb: or postgres: URL. Left out: SQLite in the data folder.', required: 'never', default: null, example: 'mysql://shopdb:password@database:3306/shopdb', secret: true },
  { name: 'REDIS_URL', purpose: 'Joins several server processes (realtime rooms). Left out: one process, no service needed.', required: 'never', default: null, example: 'redis://redis:6379', secret: true },
  { name: 'SECRET_KEY', purpose: 'Encrypts stored secrets. At least 32 random characters; keep it with your backups. Outside production it is made once and kept in the data folder.', required: 'production', default: null, secret: true },
  { name: 'JWT_SECRET_KEY', purpose: 'Signs sessions. At least 32 random characters, different from SECRET_KEY. Changing it signs everybody out. Outside production it is made once and kept in the data folder.', required: 'production', default: null, secret: true },
  { name: 'CORS_ORIGINS', purpose: 'Other web origins that may call the API, separated by commas. Left out: none. "*" is refused in production.', required: 'never', default: null, example: 'https://portal.example.com' },
  { name: 'TRUST_PROXY', purpose: 'Reverse proxies whose X-Forwarded-* headers are believed: false, true, a number of hops, or addresses separated by commas.', required: 'never', default: 'false' },
  { name: 'SHOPDB_ADMIN_USERNAME', purpose: 'Creates the first administrator unattended, with the password below. Left out: the first start prints a one-time link.', required: 'never', default: null, example: 'admin' },
  { name: 'SHOPDB_ADMIN_PASSWORD', purpose: 'Password of the first administrator; at least 12 characters in production. Used only while there is no user.', required: 'never', default: null, secret: true },
  { name: 'SHOPDB_PLUGINS', purpose: 'Plugins installed and enabled at the first start of an empty database, separated by commas. Left out: all bundled ones; "none": none.', required: 'never', default: null, example: 'computers,equipment' },
  { name: 'SHOPDB_PLUGIN_DIRS', purpose: 'Folders with external plugins, separated by commas.', required: 'never', default: null, example: './site-plugins' },
  { name: 'SHOPDB_PLUGIN_MODE', purpose: 'strict stops the start when a plugin is broken; isolate starts without it. Left out: isolate in production, else strict.', required: 'never', default: null, example: 'isolate' },
  { name: 'SHOPDB_PLUGIN_STALL_LIMIT', purpose: 'Seconds for which code of a plugin may hold the whole server. Then the server ends itself and starts again without the plugin. 0 switches that off.', required: 'never', default: '5' },
  { name: 'SHOPDB_DEMO', purpose: '1 loads the demo plant into an empty database.', required: 'never', default: '0' },
  { name: 'LOG_LEVEL', purpose: 'fatal, error, warn, info, debug, trace or silent. debug and trace are refused in production.', required: 'never', default: 'info' },
  { name: 'RATE_LIMIT', purpose: 'Requests per caller (user, token or address): "600" or "600/min", "20/s", "5000/h", or "off". Left out: off outside production, 12000/min in production.', required: 'never', default: null, example: '12000/min' },
  { name: 'BODY_LIMIT', purpose: 'Largest request body, in bytes or with KB or MB. Collectors and uploads have limits of their own.', required: 'never', default: '1MB' },
  { name: 'HEALTH_REQUIRES_AUTH', purpose: 'true makes /api/health answer 401 without sign-in.', required: 'never', default: 'false' },
  { name: 'METRICS', purpose: 'Serves /metrics for Prometheus, to callers with the permission metrics.read.', required: 'never', default: 'true' },
] as const satisfies readonly VariableDeclaration[]

export type VariableName = (typeof configVariables)[number]['name']

/** The text of deploy/.env.example. */
export function renderEnvironmentExample(): string {
  const head = '# Configuration of ShopDB. Copy to .env and change what you need; .env is never committed.\n'
    + '# Generated from server/src/config-variables.ts. Lines that are commented out show the default or an example.\n'
  return head + configVariables.map(renderVariable).join('')
}

function renderVariable(variable: VariableDeclaration): string {
  const need = variable.required === 'production' ? 'Required in production.' : 'Optional.'
  const preset = variable.default === null ? '' : ` Default: ${variable.default}.`
  const value = variable.default ?? variable.example ?? ''
  // What production needs is left empty on purpose: a copied file must fail loudly until it is filled in.
  const line = variable.required === 'production' ? `${variable.name}=` : `# ${variable.name}=${value}`
  return `\n# ${variable.purpose}\n# ${need}${preset}\n${line}\n`
}
