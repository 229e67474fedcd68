/** A file on an asset. `mediaType` was seen from its content, `sha256` is that of the content, `size` is in bytes. */
export type Attachment = {
  readonly id: number
  readonly assetId: number
  readonly name: string
  readonly mediaType: string
  readonly size: number
  readonly sha256: string
  readonly description: string | null
  /** Who attached it. */
  readonly author: string
  readonly createdAt: string
}

/** What may become a file: bytes, a text (as UTF-8), or pieces of bytes as they come. */
export type AttachmentContent = Uint8Array | string | AsyncIterable<Uint8Array>

/** Files of assets, as people see them on the page of the asset: audited, undoable, backed up with the data folder. */
export type AttachmentsApi = {
  /** Of an asset, newest first; 500 at most. */
  readonly list: (assetId: number) => Promise<Attachment[]>
  readonly get: (id: number) => Promise<Attachment | null>
  /**
   * Attaches a file. Throws BODY_TOO_LARGE above the setting `attachments.maxMegabytes`, REFERENCE_MISSING when there is no such asset.
   * @example const { id } = await context.attachments.create(assetId, { name: 'certificate.pdf', content: bytes })
   */
  readonly create: (assetId: number, file: { readonly name: string; readonly content: AttachmentContent; readonly description?: string }) => Promise<Attachment>
  /** The bytes of a file, piece by piece. Throws NOT_FOUND. */
  readonly read: (id: number) => Promise<AsyncIterable<Uint8Array>>
  /** Deletes an attachment; it can be restored until its file is swept. Throws NOT_FOUND. */
  readonly remove: (id: number) => Promise<void>
}
