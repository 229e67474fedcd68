import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { contractVersion } from '@shopdb/contract/version'
import { packageEnding, readPrivateKey, signContents, writePackage } from '@shopdb/server/plugin-host/index'
import { CommandFailure } from '../../failure.ts'
import type { CheckReport } from '../../plugin-checks/run-check.ts'
import type { Tier } from '../../plugin-checks/tiers.ts'
import { assertSound, judgePlugin } from '../read-plugin.ts'
import { collectFiles } from './collect-files.ts'

export type PackOptions = { folder: string; into: string; keyFile: string | null; /** How far to check it; null: only what every installation checks. */ tier: Tier | null; told: (what: string) => void }
export type Packed = { file: string; name: string; version: string; files: number; bytes: number; tier: Tier | null; contractVersions: string[]; signed: boolean }

/** Checks a plugin and writes it as one file, with the hash of everything in it and what the check came to. */
export async function packPlugin({ folder, into, keyFile, tier, told }: PackOptions): Promise<Packed> {
  const subject = await judgePlugin(folder)
  assertSound(subject)
  const { name, version, core_version: coreVersion } = subject.manifest ?? { name: '', version: '', core_version: '' }
  const key = keyFile === null ? null : readKey(keyFile)
  const report = tier === null ? null : await check(folder, tier, told)
  const files = collectFiles(folder)
  const contractVersions = report === null ? [] : [contractVersion]
  const bytes = await writePackage({ name, version, coreVersion, contractVersions, tier: report?.tier ?? null, files }, (contents) => key === null ? null : signContents(contents, key))
  const file = join(into, `${name}-${version}${packageEnding}`)
  writeFileSync(file, bytes)
  return { file, name, version, files: files.size, bytes: bytes.length, tier: report?.tier ?? null, contractVersions, signed: key !== null }
}

function readKey(path: string): NonNullable<ReturnType<typeof readPrivateKey>> {
  const key = readPrivateKey(readText(path))
  if (key === null) throw new CommandFailure('KEY_INVALID', `${path} is no private ed25519 key.`, 'Make a pair with: npx shopdb plugin key <file>')
  return key
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new CommandFailure('FILE_MISSING', `${path} cannot be read.`, 'Name the private key that "npx shopdb plugin key <file>" wrote.', { cause: error })
  }
}

async function check(folder: string, tier: Tier, told: (what: string) => void): Promise<CheckReport> {
  const [{ readPlugin }, { failsCheck, runCheck }, { phaseWorks }, { phasesFor }] = await Promise.all([
    import('../../plugin-checks/read-plugin.ts'), import('../../plugin-checks/run-check.ts'), import('../../plugin-checks/phase-works.ts'), import('../../plugin-checks/tiers.ts'),
  ])
  const report = await runCheck(readPlugin(folder), phasesFor(tier), phaseWorks({ engines: [], previous: null }), (phase, what) => { if (what === '') told(`checking: ${phase}`) })
  const fields = report.findings.filter(failsCheck).map(({ id, file, line, message, fix }) => ({ path: `${file}:${line}`, message: `${message} ${fix} (${id})` }))
  if (fields.length > 0) throw new CommandFailure('PLUGIN_INVALID', `${report.plugin} does not pass its check.`, 'Correct what is listed above; "npx shopdb plugin check" shows it again.', { fields })
  return report
}
