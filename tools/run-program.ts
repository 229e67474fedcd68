import { execFile } from 'node:child_process'

export type Outcome = { status: number; output: string }

/** Runs a Node program of node_modules to its end; its output is read by the rule, whatever its status. */
export function runNode(root: string, program: string, options: readonly string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(process.execPath, [program, ...options], { cwd: root, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      const status = error === null ? 0 : typeof error.code === 'number' ? error.code : 1
      resolve({ status, output: stdout + stderr })
    })
  })
}
