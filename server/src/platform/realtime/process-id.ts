import { createHash, randomUUID } from 'node:crypto'
import { hostname } from 'node:os'

/** Ids of this operating system process: tests have several servers in one. */
const here = new Set<string>()
const computer = createHash('sha256').update(hostname()).digest('hex').slice(0, 8)

/** `<computer>-<number of the process>-<by lot>`: whoever starts on the same computer can tell whether it still lives. */
export function createProcessId(): string {
  const id = `${computer}-${process.pid}-${randomUUID().slice(0, 13)}`
  here.add(id)
  return id
}

export function forgetProcessId(id: string): void {
  here.delete(id)
}

/** Whether a server process of this computer is gone. One of another computer is not: only its lease can tell. */
export function isGoneHere(id: string): boolean {
  const [, host, number] = /^([0-9a-f]{8})-(\d+)-/.exec(id) ?? []
  if (host !== computer || here.has(id)) return false
  const pid = Number(number)
  if (pid === process.pid) return true
  try {
    process.kill(pid, 0)
    return false
  } catch (error) {
    // EPERM: it lives, under another user.
    return error instanceof Error && Reflect.get(error, 'code') === 'ESRCH'
  }
}
