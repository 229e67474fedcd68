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
    matches: (code: string): boolean => hash !== null && matchesHash(code, hash),
    use(): void {
      hash = null
    },
  }
}

export type SetupCode = ReturnType<typeof createSetupCode>
