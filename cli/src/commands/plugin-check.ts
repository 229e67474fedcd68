import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { InvalidArgumentError, Option, type Command } from 'commander'
import { productVersion } from '@shopdb/contract/version'
import { keepCheck } from '@shopdb/server/plugin-host/kept-check'
import { defineCommand, listOption } from '../define-command.ts'
import { readCommandEnvironment } from '../environment.ts'
import { failedQuietly } from '../failure.ts'
import type { CheckReport } from '../plugin-checks/run-check.ts'
import { phases, tiers, type Phase, type Tier } from '../plugin-checks/tiers.ts'
import type { Terminal } from '../terminal/terminal.ts'

type CheckOptions = { phase?: string[]; tier?: Tier; sarif?: string; engine?: string[]; previous?: string; plugins?: string[] }

export function definePluginCheck(plugin: Command, terminal: Terminal): void {
  const names = phases.map(({ name }) => name)
  defineCommand<CheckOptions>(plugin, terminal, {
    usage: 'check [folder]',
    summary: 'judge a plugin by every rule of the contract, and compute its tier',
    examples: ['plugin check', 'plugin check ~/plugins/lockers --phase static,types', 'plugin check --tier silver --sarif check.sarif', 'plugin check --engine mysql://root@127.0.0.1:3306 --engine postgres://postgres@127.0.0.1:5432'],
  }, async (run, options, folder = '.') => {
    const { workingFolder } = readCommandEnvironment()
    const [{ readPlugin }, { runCheck, failsCheck }, { phaseWorks }, { printReport }, { phasesFor }] = await Promise.all([
      import('../plugin-checks/read-plugin.ts'), import('../plugin-checks/run-check.ts'), import('../plugin-checks/phase-works.ts'), import('../plugin-checks/print-report.ts'), import('../plugin-checks/tiers.ts'),
    ])
    const subject = readPlugin(resolve(workingFolder, folder), (options.plugins ?? []).map((path) => resolve(workingFolder, path)))
    const wanted = options.phase === undefined ? phasesFor(options.tier ?? 'gold') : names.filter((name) => options.phase?.includes(name))
    const works = phaseWorks({ engines: options.engine ?? [], previous: options.previous === undefined ? null : resolve(workingFolder, options.previous) })
    const report = await runCheck(subject, wanted, works, createProgress(terminal, run.isJson))
    if (options.phase === undefined) keep(report, subject.folder, !report.findings.some(failsCheck), terminal)
    if (options.sarif !== undefined) await writeSarif(resolve(workingFolder, options.sarif), report, subject.folder)
    run.print(report, () => printReport(report))
    const isBelow = options.tier !== undefined && options.phase === undefined && tiers.indexOf(report.tier ?? 'bronze') < tiers.indexOf(options.tier)
    if (report.findings.some(failsCheck) || isBelow || (options.tier !== undefined && report.tier === null)) failedQuietly()
  })
    .addOption(new Option('--phase <names>', `only these phases: ${names.join(', ')}`).argParser((value: string, previous?: string[]) => assertPhases(listOption(value, previous), names)))
    .addOption(new Option('--tier <tier>', 'check as far as this tier needs, and fail below it').choices(tiers))
    .option('--sarif <file>', 'also write the findings as SARIF 2.1.0, which code hosts show beside the lines')
    .option('--engine <address>', 'a database server for the phase engines; a throw-away database is made on it', listOption)
    .option('--previous <folder>', 'the version before, for the phase upgrade')
    .option('--plugins <folder>', 'where plugins lie that this one depends on; those beside it and the bundled ones are found', listOption)
}

/** The operator's view shows it (GET /api/plugins/<name>); a folder that nobody may write to keeps none. */
function keep({ tier, contractVersion }: CheckReport, folder: string, isSound: boolean, terminal: Terminal): void {
  try {
    keepCheck(folder, { tier, contractVersion, isSound, checkedAt: new Date().toISOString() })
  } catch (error) {
    terminal.note(`The result could not be kept: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function assertPhases(given: string[], names: readonly Phase[]): string[] {
  const unknown = given.find((name) => !names.some((phase) => phase === name))
  if (unknown !== undefined) throw new InvalidArgumentError(`There is no phase "${unknown}".`)
  return given
}

function createProgress(terminal: Terminal, isJson: boolean): (phase: Phase, what: string) => void {
  return (phase, what) => {
    if (!isJson && terminal.isInteractive) terminal.note(what === '' ? `${phase} ...` : `  ${what}`)
  }
}

async function writeSarif(file: string, report: CheckReport, folder: string): Promise<void> {
  const [{ toSarif }, { checkRules }] = await Promise.all([import('../plugin-checks/write-sarif.ts'), import('../plugin-checks/check-rules.ts')])
  writeFileSync(file, `${JSON.stringify(toSarif([{ report, folder }], checkRules, productVersion), null, 2)}\n`)
}
