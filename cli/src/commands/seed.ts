import type { Command } from 'commander'
import { countOption, defineCommand } from '../define-command.ts'
import type { Terminal } from '../terminal/terminal.ts'

const smallestPlant = 200

export function defineSeed(program: Command, terminal: Terminal): void {
  const seed = program.command('seed').description('fill in reference data or a demo plant')
  defineCommand(seed, terminal, {
    usage: 'reference-data',
    summary: 'statuses, relationship types, vendors and what else every site starts with; repeatable',
    examples: ['seed reference-data'],
  }, async (run) => (await import('../seed-database.ts')).seedReferenceData(run))
  defineCommand<{ assets: number }>(seed, terminal, {
    usage: 'demo',
    summary: 'a generated plant: bays, machines, their PCs, relations, positions, history; always the same one',
    examples: ['seed demo', 'seed demo --assets 100000'],
  }, async (run, { assets }) => (await import('../seed-database.ts')).seedDemo(run, assets))
    .option('--assets <count>', 'how many assets', countOption, smallestPlant)
}
