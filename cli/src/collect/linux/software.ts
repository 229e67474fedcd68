import type { SoftwareRecord } from '../computer-record.ts'
import type { Machine } from '../machine.ts'

/** Installed packages from every package manager that is there. */
export async function readSoftware(machine: Machine): Promise<SoftwareRecord[]> {
  const dpkg = await machine.run('dpkg-query', ['-W', '-f', '${db:Status-Abbrev}\\t${binary:Package}\\t${Version}\\t${Maintainer}\\n'])
  const rpm = await machine.run('rpm', ['-qa', '--qf', '%{NAME}\\t%{VERSION}-%{RELEASE}\\t%{VENDOR}\\n'])
  const pacman = await machine.run('pacman', ['-Q'])
  const apk = machine.read('/lib/apk/db/installed')
  return [...parseDpkg(dpkg ?? ''), ...parseRpm(rpm ?? ''), ...parsePacman(pacman ?? ''), ...parseApk(apk ?? '')]
}

/** Installed ones only: removed packages whose settings remain ("rc") are listed by dpkg too. */
export function parseDpkg(text: string): SoftwareRecord[] {
  return rows(text).filter(([state]) => state?.[1] === 'i').map(([, name = '', version, maintainer]) => ({ name, version, vendor: withoutAddress(maintainer) }))
}

/** Signing keys pose as packages. */
export function parseRpm(text: string): SoftwareRecord[] {
  return rows(text).filter(([name]) => name !== 'gpg-pubkey').map(([name = '', version, vendor]) => ({ name, version, vendor: vendor === '(none)' ? undefined : vendor }))
}

export function parsePacman(text: string): SoftwareRecord[] {
  return text.split('\n').filter(Boolean).map((line) => line.split(' ')).map(([name = '', version]) => ({ name, version }))
}

/** The database of apk: blocks of "P:name", "V:version", "m:maintainer". */
export function parseApk(text: string): SoftwareRecord[] {
  const blocks = text.split('\n\n').map((block) => new Map(block.split('\n').map((line) => [line.slice(0, 1), line.slice(2)])))
  return blocks.filter((block) => block.has('P')).map((block) => ({ name: block.get('P') ?? '', version: block.get('V'), vendor: withoutAddress(block.get('m')) }))
}

function rows(text: string): string[][] {
  return text.split('\n').filter((line) => line.includes('\t')).map((line) => line.split('\t'))
}

function withoutAddress(maintainer: string | undefined): string | undefined {
  return maintainer?.replace(/\s*<[^>]*>/g, '').trim()
}
