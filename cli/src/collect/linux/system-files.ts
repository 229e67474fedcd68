import type { ComputerRecord } from '../computer-record.ts'

/** Name and version from os-release. */
export function parseOsRelease(text: string): Pick<ComputerRecord, 'operatingSystem' | 'operatingSystemVersion'> {
  const values = new Map(text.split('\n').map((line) => line.split(/=(.*)/s)).map(([key, value]) => [key ?? '', unquote(value ?? '')]))
  return {
    operatingSystem: values.get('NAME') || values.get('PRETTY_NAME') || 'Linux',
    operatingSystemVersion: values.get('VERSION') || values.get('VERSION_ID') || undefined,
  }
}

function unquote(value: string): string {
  return value.trim().replace(/^(["'])(.*)\1$/s, '$2').replace(/\\(["'$`\\])/g, '$1')
}

/** Model and physical cores from /proc/cpuinfo. ARM kernels name neither: what they do not say stays out. */
export function parseProcessors(text: string): Pick<ComputerRecord, 'cpu' | 'cpuCores'> {
  const processors = text.split(/\n\s*\n/).map(parseBlock).filter((block) => block.has('processor'))
  const cores = new Set(processors.map((block) => `${block.get('physical id') ?? 0}/${block.get('core id') ?? block.get('processor')}`))
  const model = /^(?:model name|Model|cpu model|Hardware)\s*:\s*(.+)$/m.exec(text)?.[1]
  return { cpu: model, cpuCores: cores.size === 0 ? undefined : cores.size }
}

function parseBlock(text: string): Map<string, string> {
  return new Map(text.split('\n').map((line) => line.split(/\s*:\s*/)).map(([key, value]) => [key?.trim() ?? '', value?.trim() ?? '']))
}

/** Time of the last boot from /proc/stat. */
export function parseBootTime(text: string): string | undefined {
  const seconds = Number(/^btime (\d+)$/m.exec(text)?.[1])
  return Number.isNaN(seconds) ? undefined : new Date(seconds * 1000).toISOString()
}
