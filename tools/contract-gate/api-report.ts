import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor'

/** The files of the contract that plugins may import. */
export const reportNames = ['contract', 'plugin-api'] as const
export type ReportName = (typeof reportNames)[number]

/** The report of every exported type, as it is committed and reviewed: text by the name of its file. */
export function writeApiReports(root: string, types: string): Record<string, string> {
  const place = mkdtempSync(join(tmpdir(), 'shopdb-report-'))
  try {
    symlinkSync(join(root, 'node_modules'), join(place, 'node_modules'), 'junction')
    return Object.fromEntries(reportNames.map((name) => [`${name}.api.md`, reportOf(place, types, name)]))
  } finally {
    rmSync(place, { recursive: true, force: true })
  }
}

function reportOf(place: string, types: string, name: ReportName): string {
  const folder = join(place, name)
  for (const part of reportNames) cpSync(join(types, part, 'src'), join(folder, part), { recursive: true })
  for (const part of reportNames) for (const file of readdirSync(join(folder, part))) localize(join(folder, part, file))
  writeFileSync(join(folder, 'index.d.ts'), name === 'plugin-api' ? "export * from './plugin-api/index'\n" : readdirSync(join(folder, 'contract')).filter((file) => file !== 'version.d.ts').map((file) => `export * from './contract/${file.replace('.d.ts', '')}'\n`).join(''))
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: `@shopdb/${name}`, version: '0.0.0', types: 'index.d.ts' }))
  mkdirSync(join(folder, 'reports'))
  const configuration = ExtractorConfig.prepare({
    configObject: {
      mainEntryPointFilePath: join(folder, 'index.d.ts'), projectFolder: folder, newlineKind: 'lf' as never, // the type names an enum that is not exported
      compiler: { overrideTsconfig: { compilerOptions: { target: 'es2024', lib: ['es2024', 'dom', 'dom.iterable', 'esnext.disposable'], module: 'esnext', moduleResolution: 'bundler', strict: true, skipLibCheck: true, types: ['node'], typeRoots: [join(place, 'node_modules/@types')] }, files: ['index.d.ts'] } },
      apiReport: { enabled: true, reportFileName: `${name}.api.md`, reportFolder: join(folder, 'reports'), reportTempFolder: join(folder, 'temporary') },
      docModel: { enabled: false }, dtsRollup: { enabled: false }, tsdocMetadata: { enabled: false },
      messages: { compilerMessageReporting: { default: { logLevel: ExtractorLogLevel.None } }, extractorMessageReporting: { default: { logLevel: ExtractorLogLevel.None } }, tsdocMessageReporting: { default: { logLevel: ExtractorLogLevel.None } } },
    },
    configObjectFullPath: undefined, packageJsonFullPath: join(folder, 'package.json'), projectFolderLookupToken: folder,
  })
  Extractor.invoke(configuration, { localBuild: true, showVerboseMessages: false, messageCallback: (message) => { message.handled = true } })
  const report = join(folder, 'reports', `${name}.api.md`)
  if (!existsSync(report)) throw new Error(`API Extractor wrote no report for ${name}.`)
  return readFileSync(report, 'utf8')
}

/** Imports without the ending and by place, as the compiler that API Extractor brings along wants them. */
function localize(file: string): void {
  const text = readFileSync(file, 'utf8').replaceAll(/(['"])@shopdb\/contract\/([a-z0-9-]+)\1/g, "'../contract/$2'").replaceAll(/(['"])(\.\/[a-z0-9-]+)\.ts\1/g, "'$2'")
  writeFileSync(file, text)
}
