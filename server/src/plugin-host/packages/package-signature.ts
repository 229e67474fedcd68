import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify, type KeyObject } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Problem } from '../../platform/problem.ts'
import { refusePackage, type PluginPackage } from './package-contents.ts'

/** A public key of an author whom the site trusts, by the name of its file. */
export type TrustedKey = { name: string; key: KeyObject; fingerprint: string }

type Signature = { algorithm: 'ed25519'; key: string; signature: string }

/** A new pair of keys as PEM: the private one signs at the author's, the public one goes to the sites. */
export function createSigningKeys(): { privateKey: string; publicKey: string } {
  return generateKeyPairSync('ed25519', { privateKeyEncoding: { type: 'pkcs8', format: 'pem' }, publicKeyEncoding: { type: 'spki', format: 'pem' } })
}

/** Null when the text is no private ed25519 key. */
export function readPrivateKey(pem: string): KeyObject | null {
  try {
    const key = createPrivateKey(pem)
    return key.asymmetricKeyType === 'ed25519' ? key : null
  } catch {
    return null // the caller says which file it was
  }
}

export function signContents(contents: Uint8Array, privateKey: KeyObject): Uint8Array {
  const signature: Signature = { algorithm: 'ed25519', key: fingerprintOf(createPublicKey(privateKey)), signature: sign(null, contents, privateKey).toString('base64') }
  return new TextEncoder().encode(`${JSON.stringify(signature)}\n`)
}

export function fingerprintOf(publicKey: KeyObject): string {
  return createHash('sha256').update(publicKey.export({ type: 'spki', format: 'der' })).digest('base64url').slice(0, 22)
}

/** The public keys (`*.pem`) in a folder; one that cannot be read is an error, for it would quietly trust nobody or everybody. */
export function readTrustedKeys(folder: string): TrustedKey[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder).filter((name) => name.endsWith('.pem')).toSorted().map((name) => {
    try {
      const key = createPublicKey(readFileSync(join(folder, name)))
      if (key.asymmetricKeyType !== 'ed25519') throw new Error(`It is a key of the kind ${key.asymmetricKeyType}.`)
      return { name: name.replace(/\.pem$/, ''), key, fingerprint: fingerprintOf(key) }
    } catch (error) {
      throw new Problem('PLUGIN_PACKAGE_UNTRUSTED', { detail: `The trusted key ${name} cannot be read: it must be a public ed25519 key as PEM.`, cause: error })
    }
  })
}

/** Who signed it, by the name of the trusted key. Without trusted keys every package is taken, signed or not. */
export function assertTrusted(plugin: PluginPackage, trusted: readonly TrustedKey[]): string | null {
  if (trusted.length === 0) return null
  if (plugin.signature === null) throw new Problem('PLUGIN_PACKAGE_UNTRUSTED', { detail: 'The package is not signed, and this site takes only what a trusted key has signed.' })
  const { key, signature } = parseSignature(plugin.signature)
  const author = trusted.find(({ fingerprint }) => fingerprint === key)
  if (author === undefined) throw new Problem('PLUGIN_PACKAGE_UNTRUSTED', { detail: `The package is signed with the key ${key}, which this site does not trust.` })
  if (!verify(null, plugin.contentsBytes, author.key, Buffer.from(signature, 'base64'))) throw refusePackage('Its signature does not fit its contents: it was changed after it was signed.')
  return author.name
}

function parseSignature(bytes: Uint8Array): Signature {
  try {
    const value = JSON.parse(new TextDecoder().decode(bytes)) as Partial<Signature> // checked member by member in the next line
    if (value.algorithm === 'ed25519' && typeof value.key === 'string' && typeof value.signature === 'string') return { algorithm: value.algorithm, key: value.key.slice(0, 60), signature: value.signature }
  } catch (error) {
    throw refusePackage('Its signature cannot be read.', error)
  }
  throw refusePackage('Its signature cannot be read.')
}
