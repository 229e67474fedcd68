export type Queue = <Result>(work: () => Promise<Result>) => Promise<Result>

/** Runs one piece of work at a time, in the order of the calls, whether those before it succeeded or not. */
export function createQueue(): Queue {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const result = last.then(work, work)
    last = result.catch(() => undefined)
    return result
  }
}
