/** A migration that is wrong in itself, or does not fit the database. Says what, and what to do about it. */
export class MigrationError extends Error {
  readonly fix: string | undefined

  constructor(message: string, options: { fix?: string; cause?: unknown } = {}) {
    super(options.fix === undefined ? message : `${message} ${options.fix}`, { cause: options.cause })
    this.name = 'MigrationError'
    this.fix = options.fix
  }
}
