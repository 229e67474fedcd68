import type { Machine } from '../machine.ts'

const recordBytes = 384
const userProcess = 7
const nameOffset = 44
const nameBytes = 32

/** Who signed in last: from the login record where the system keeps one, else who runs the collection. */
export function readLastUser(machine: Machine): string | undefined {
  const fromRecord = ['/run/utmp', '/var/run/utmp', '/var/log/wtmp'].map((path) => machine.readBytes(path))
    .map((bytes) => (bytes === null ? undefined : parseLoginRecord(bytes))).find((user) => user !== undefined)
  return fromRecord ?? machine.userName ?? undefined
}

/** The last sign-in in a file of `struct utmp` (glibc, 64-bit and 32-bit alike). */
export function parseLoginRecord(bytes: Uint8Array): string | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let at = Math.floor(bytes.length / recordBytes) * recordBytes - recordBytes; at >= 0; at -= recordBytes) {
    if (view.getInt16(at, true) !== userProcess) continue
    const name = bytes.subarray(at + nameOffset, at + nameOffset + nameBytes)
    const end = name.indexOf(0)
    return Buffer.from(end === -1 ? name : name.subarray(0, end)).toString('utf8')
  }
  return undefined
}
