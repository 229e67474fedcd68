import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

const afterStart = 20_000

/**
 * A start leaves some 15 MB of garbage, which V8 keeps for as long as nothing presses: a server that then waits for its
 * first requests would hold it for hours. One collection of about 40 ms, when the start is over, gives it back.
 */
export function releaseStartMemory(): void {
  setTimeout(() => {
    setFlagsFromString('--expose-gc')
    const collect: unknown = runInNewContext('gc')
    if (typeof collect === 'function') Reflect.apply(collect, undefined, [{ type: 'major', flavor: 'last-resort' }])
  }, afterStart).unref()
}
