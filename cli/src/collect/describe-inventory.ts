import { formatPairs, formatTable, printable } from '../terminal/table.ts'
import type { ComputerRecord } from './computer-record.ts'

export type CollectorResult = {
  index: number
  outcome: 'created' | 'updated' | 'unchanged' | 'quarantined'
  assetId: number | null
  matchedBy: unknown
  problems?: readonly unknown[]
}

/** The answer of a collector. */
export type CollectorAnswer = { received: number; created: number; updated: number; unchanged: number; quarantined: number; results: CollectorResult[] }

/** The record in words. */
export function describeRecord(record: ComputerRecord): string {
  const { interfaces = [], disks = [], software = [] } = record
  const summary = formatPairs([
    ['Host name', record.hostname],
    ['Computer', [record.manufacturer, record.model].filter(Boolean).join(' ') || 'not known'],
    ['Serial number', record.serialNumber ?? 'not known (reading it takes root on most Linux computers)'],
    ['Operating system', [record.operatingSystem, record.operatingSystemVersion].filter(Boolean).join(' ')],
    ['Processor', [record.cpu, record.cpuCores === undefined ? '' : `(${record.cpuCores} cores)`].filter(Boolean).join(' ')],
    ['Memory', bytes(record.memoryBytes)],
    ['Last user', record.lastUser],
    ['Last boot', record.lastBoot],
    ['Software', `${software.length} packages`],
  ])
  const networkTable = formatTable(['Interface', 'MAC', 'Addresses', 'Mbit/s', 'Up'],
    interfaces.map((entry) => [entry.name, entry.macAddress, entry.ipAddresses?.join(' '), entry.speedMbps, entry.up ? 'yes' : 'no']))
  const diskTable = formatTable(['Disk', 'Model', 'Size', 'Free', 'File system'],
    disks.map((disk) => [disk.name, disk.model, bytes(disk.sizeBytes), bytes(disk.freeBytes), disk.filesystem]))
  return [summary, networkTable, diskTable].join('\n\n')
}

/** What the server made of it, one line each. */
export function describeAnswer(answer: CollectorAnswer, records: readonly ComputerRecord[], target: string): string {
  const lines = answer.results.map((result) => describeResult(result, records[result.index]))
  const sums = `${answer.received} sent: ${answer.created} created, ${answer.updated} updated, ${answer.unchanged} unchanged, ${answer.quarantined} quarantined`
  return [...lines, ...(records.length > 1 ? [sums] : []), `Server: ${target}`].join('\n')
}

function describeResult(result: CollectorResult, record: ComputerRecord | undefined): string {
  const name = printable(record?.hostname ?? `record ${result.index}`)
  const problems = (result.problems ?? []).map((problem) => `\n  ${describeProblem(problem)}`).join('')
  if (result.outcome === 'quarantined') return `quarantined ${name}: it waits in the quarantine of the collector until it is corrected.${problems}`
  const matched = result.matchedBy === null || result.matchedBy === undefined ? 'not known before' : `matched by ${describeMatch(result.matchedBy)}`
  return `${result.outcome} ${name} (asset ${result.assetId}, ${matched}; ${record?.software?.length ?? 0} packages)${problems}`
}

function describeMatch(matchedBy: unknown): string {
  return Array.isArray(matchedBy) ? matchedBy.map(printable).join(' and ') : printable(matchedBy)
}

function describeProblem(problem: unknown): string {
  if (typeof problem !== 'object' || problem === null || !('message' in problem)) return printable(problem)
  return printable('path' in problem ? `${String(problem.path)}: ${String(problem.message)}` : problem.message)
}

const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB']

function bytes(count: number | undefined): string {
  if (count === undefined) return ''
  const power = count < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(count) / 10))
  const value = count / 2 ** (power * 10)
  return `${value.toFixed(value < 10 && power > 0 ? 1 : 0)} ${units[power]}`
}
