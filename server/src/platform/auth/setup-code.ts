import { createSecret, hashSecret, matchesHash } from './secret.ts'

/** The code of the one-time link that creates the first administrator. Made anew at each start, usable once. */
export function createSetupCode() {
  let hash: string | null = null
  return {
    issue(): string {
      const code = createSecret()
      hash = hashSecret(code)
      return code
    },
    /** Uses the code up; null when it is not the one. The function returned gives it back when what it was for failed. */
    take(code: string): (() => void) | null {
      const taken = hash
      if (taken === null || !matchesHash(code, taken)) return null
      hash = null
      return () => { hash = taken }
    },
  }
}

export type SetupCode = ReturnType<typeof createSetupCode>
