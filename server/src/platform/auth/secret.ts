import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto'

/** 256 random bits, in letters that need no quoting anywhere. */
export function createSecret(): string {
  return randomBytes(32).toString('base64url')
}

/** What is stored of a random secret. A fast hash is enough: 256 random bits cannot be guessed. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}

/** Compares a secret with its stored hash in constant time. */
export function matchesHash(secret: string, hash: string): boolean {
  const found = Buffer.from(hashSecret(secret), 'latin1')
  const stored = Buffer.from(hash, 'latin1')
  return found.length === stored.length && timingSafeEqual(found, stored)
}

/** A token bound to a purpose and a subject by a key; whoever lacks the key cannot make it. */
export function bindToken(key: string, purpose: string, subject: string): string {
  return createHmac('sha256', key).update(`${purpose}\0${subject}`).digest('base64url')
}

/** Encrypts texts at rest (settings that are secrets) by a key derived from SECRET_KEY. */
export function createSecretBox(secretKey: string) {
  const key = Buffer.from(hkdfSync('sha256', secretKey, '', 'shopdb stored secrets', 32))
  return {
    seal(text: string): string {
      const nonce = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', key, nonce)
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return `v1.${Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url')}`
    },
    /** Throws when the text was changed or sealed by another SECRET_KEY. */
    open(sealed: string): string {
      const bytes = Buffer.from(sealed.replace(/^v1\./, ''), 'base64url')
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12))
      decipher.setAuthTag(bytes.subarray(12, 28))
      return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8')
    },
  }
}

export type SecretBox = ReturnType<typeof createSecretBox>
