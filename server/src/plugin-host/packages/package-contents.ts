import type { JsonSchema, Infer } from '@shopdb/contract/json-schema'
import { pluginNamePattern } from '@shopdb/contract/manifest'
import { Problem } from '../../platform/problem.ts'

/** First entry of the archive: what else is in it. */
export const contentsFile = 'shopdb-package.json'
/** Second entry when it is signed: the signature over the bytes of the first. */
export const signatureFile = 'shopdb-package.sig'
export const packageEnding = '.shopdbplugin'

/** Bytes of the file, bytes of everything in it, and entries: more is no plugin but an attempt to fill the disk. */
export const packageLimits = { packed: 64 * 1024 * 1024, unpacked: 256 * 1024 * 1024, files: 20_000 } as const

const sha256 = { type: 'string', pattern: '^[0-9a-f]{64}$' } as const

export const packageContentsSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['format', 'name', 'version', 'coreVersion', 'contractVersions', 'tier', 'files'],
  properties: {
    format: { const: 1 },
    name: { type: 'string', pattern: pluginNamePattern },
    version: { type: 'string', maxLength: 64, pattern: '^[0-9]+\\.[0-9]+\\.[0-9]+(?:[-+][0-9A-Za-z.+-]+)?$' },
    coreVersion: { type: 'string', maxLength: 200 },
    contractVersions: { type: 'array', maxItems: 100, items: { type: 'string', maxLength: 64 }, description: 'Contract versions it was tested against when it was packed.' },
    tier: { type: ['string', 'null'], maxLength: 20, description: 'Tier that `plugin check` computed when it was packed.' },
    files: {
      type: 'object', minProperties: 1,
      additionalProperties: { type: 'object', additionalProperties: false, required: ['sha256', 'size'], properties: { sha256, size: { type: 'integer', minimum: 0 } } },
    },
  },
} as const satisfies JsonSchema

export type PackageContents = Infer<typeof packageContentsSchema>

/** A package that was read and whose every byte is what its list of contents says. */
export type PluginPackage = { contents: PackageContents; contentsBytes: Uint8Array; signature: Uint8Array | null; files: ReadonlyMap<string, Uint8Array> }

export function refusePackage(detail: string, cause?: unknown): Problem {
  return new Problem('PLUGIN_PACKAGE_INVALID', { detail, cause })
}
