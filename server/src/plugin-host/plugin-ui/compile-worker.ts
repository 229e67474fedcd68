import { parentPort } from 'node:worker_threads'
import type { SourceToCompile } from './compiled-source.ts'
import { compileSource } from './compile-source.ts'

// Taking types away is what Node itself does with every file of this server; its warning tells nobody anything new.
process.removeAllListeners('warning')

parentPort?.on('message', ({ job, source }: { job: number; source: SourceToCompile }) => {
  parentPort?.postMessage({ job, compiled: compileSource(source) })
})
