/**
 * The layers of the house. A file belongs to the first row whose `files` matches its path, and may import its own row
 * and the rows it names. tools/check-layers.ts enforces it; ARCHITECTURE.md prints it, and a test compares the two.
 */
export type Layer = {
  name: string
  files: RegExp
  mayImport: readonly string[]
  holds: string
  /** Every value arrives through the context, so only types may be imported from other rows. */
  typesOnly?: boolean
  /** The folder holds one unit per subfolder; units meet through index.ts alone. */
  units?: RegExp
}

const serverBase = ['contract', 'plugin-api', 'server config'] as const
const webBase = ['contract', 'web text'] as const

export const layers: readonly Layer[] = [
  { name: 'contract', files: /^contract\/(?!capsules\/)/, mayImport: [], holds: 'Schemas and types that cross a process border.' },
  { name: 'plugin-api', files: /^plugin-api\//, mayImport: ['contract'], holds: 'What a plugin may see: types and a testing kit.' },
  { name: 'plugin screens', files: /^(plugins|examples)\/[^/]+\/(ui|src)\//, mayImport: ['web ui'], units: /^(?:plugins|examples)\/([^/]+)\//, holds: 'What a plugin shows: Vue and the kit, from the host at run time.' },
  { name: 'plugins', files: /^(plugins|examples|contract\/capsules)\//, mayImport: ['contract', 'plugin-api'], typesOnly: true, units: /^(?:plugins|examples)\/([^/]+)\//, holds: 'Third-party rules apply to the bundled ones too.' },

  { name: 'server config', files: /^server\/src\/config(-[a-z-]+)?\.ts$/, mayImport: ['contract'], holds: 'The only reader of the environment.' },
  { name: 'server platform', files: /^server\/src\/platform\//, mayImport: serverBase, holds: 'Database, HTTP, sign-in plumbing, jobs; no domain word.' },
  { name: 'server plugin-host', files: /^server\/src\/plugin-host\//, mayImport: [...serverBase, 'server platform'], holds: 'Finds, judges, starts and stops plugins.' },
  { name: 'server feature', files: /^server\/src\/feature\.ts$/, mayImport: [...serverBase, 'server platform'], holds: 'What a feature declares.' },
  { name: 'server features', files: /^server\/src\/features\//, mayImport: [...serverBase, 'server platform', 'server plugin-host', 'server feature'], units: /^server\/src\/features\/([^/]+)\//, holds: 'The product, one folder per noun.' },
  { name: 'server app', files: /^server\/src\/(?!main\.ts)[a-z-]+\.ts$/, mayImport: [...serverBase, 'server platform', 'server plugin-host', 'server feature', 'server features'], holds: 'Composition root: the ordered list.' },
  { name: 'server main', files: /^server\/src\/main\.ts$/, mayImport: [...serverBase, 'server platform', 'server app'], holds: 'Starts and stops the process.' },

  { name: 'web text', files: /^web\/src\/(messages|i18n|locales)(\/|\.ts$)/, mayImport: ['contract'], holds: 'The words of the screen, per language.' },
  { name: 'web ui', files: /^web\/src\/ui\//, mayImport: webBase, holds: 'The kit; plugins see it as @shopdb/ui.' },
  { name: 'web api', files: /^web\/src\/api\//, mayImport: webBase, holds: 'The only caller of fetch and sockets.' },
  { name: 'web plugin-host', files: /^web\/src\/plugin-host\//, mayImport: [...webBase, 'web ui', 'web api'], holds: 'Loads plugin screens into slots.' },
  { name: 'web features', files: /^web\/src\/features\//, mayImport: [...webBase, 'web ui', 'web api', 'web plugin-host'], units: /^web\/src\/features\/([^/]+)\//, holds: 'Screens, the same nouns as the server.' },
  { name: 'web shell', files: /^web\/src\/(shell\/|[a-z-]+\.(ts|vue)$)/, mayImport: [...webBase, 'web ui', 'web api', 'web plugin-host', 'web features'], holds: 'Frame, navigation, start.' },

  { name: 'web build', files: /^web\/(build|mock|e2e)\//, mayImport: [...webBase, 'web ui', 'web api', 'web plugin-host', 'web features', 'web shell'], holds: 'Steps of the build, a stand-in server, browser tests.' },

  { name: 'cli', files: /^cli\//, mayImport: ['contract', 'plugin-api', 'server config', 'server platform', 'server plugin-host', 'server feature', 'server features', 'server app', 'server main'], holds: 'Commands; opens the server\'s parts without HTTP when none runs.' },
  { name: 'launcher', files: /^launcher\//, mayImport: ['tools'], holds: 'Plain JavaScript on Node 20: brings Node 24, installs, builds.' },
  { name: 'tools', files: /^tools\//, mayImport: ['contract', 'server config', 'server platform', 'server app', 'cli'], holds: 'Gates and generators of this repository.' },
  { name: 'build', files: /^([a-z-]+\/)?[a-z]+\.config\.ts$|^(deploy|\.githooks)\//, mayImport: ['web build'], holds: 'Settings of programs that build, test and ship.' },
  { name: 'bench', files: /^bench\//, mayImport: ['contract', 'server config', 'server platform', 'server features', 'server app', 'cli'], holds: 'What is measured, how, against whom.' },
]

/** Reaching outside: which files alone may do it. Everything else gets the result handed in. */
export const borders = [
  { name: 'env', what: 'process.env', allowed: /^server\/src\/config(-[a-z-]+)?\.ts$|^cli\/src\/environment\.ts$|^launcher\/|^web\/(build|mock|e2e)\/|^tools\/|^bench\/|(^|\/)[a-z]+\.config\.ts$/, why: 'The environment is read and validated once', how: 'take the value from Config (server/src/config.ts; in the CLI cli/src/environment.ts)' },
  { name: 'fetch', what: 'fetch, WebSocket, EventSource, XMLHttpRequest', scope: /^web\//, allowed: /^web\/(src\/api|mock|e2e)\//, why: 'CSRF, sign-in and errors are handled in one place', how: 'call a function of web/src/api' },
  { name: 'sql', what: 'SQL', scope: /^(server\/src\/features|plugins|examples)\//, allowed: /(^|\/)([a-z-]+-)?store\.ts$|\/migrations\//, why: 'Who looks for a query finds it in one file per noun', how: 'move the statement into store.ts' },
] as const
