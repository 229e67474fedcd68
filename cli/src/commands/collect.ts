import type { Command } from 'commander'
import type { CollectOptions } from '../collect/send-inventory.ts'
import { addConnectionOptions, defineCommand } from '../define-command.ts'
import type { Terminal } from '../terminal/terminal.ts'

export function defineCollect(program: Command, terminal: Terminal): void {
  addConnectionOptions(defineCommand<CollectOptions>(program, terminal, {
    usage: 'collect',
    summary: 'send the inventory of this computer to the server: hardware, addresses, disks, installed software',
    examples: ['collect', 'collect --dry-run --json', 'collect --url http://shopdb.site:5001 --token <token of the computers collector>'],
  }, async (run, options) => (await import('../collect/send-inventory.ts')).sendInventory(run, options)))
    .option('--dry-run', 'show what would be sent and send nothing')
    .option('--from <path>', 'send recorded inventories: a recorded computer, or files of GLPI, FusionInventory or OCS agents')
}
