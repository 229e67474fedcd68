import { runCommandLine } from './program.ts'
import { processTerminal } from './terminal/terminal.ts'

// A reader that has seen enough (`shopdb search ... | head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))
process.exitCode = await runCommandLine(process.argv.slice(2), processTerminal())

// A command that failed half-way may leave a connection open; nobody waits for it longer than this.
setTimeout(() => process.exit(), 2_000).unref()
