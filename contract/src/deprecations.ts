/** Something of the plugin contract that still works and will go. */
export type Deprecation = {
  /** Contract version that deprecated it. */
  since: string
  /** Contract version that will not have it any more. */
  removedIn: string
  /** What to use instead, as one would write it. */
  replacement: string
}

/**
 * Everything deprecated, by where a plugin meets it: `context.<member>`, `hook.<name>` or `manifest.<key>`. The host counts who
 * uses it, per plugin; `GET /api/plugins/:name` shows it.
 *
 * @example { 'hook.onEnable': { since: '0.5.0', removedIn: '0.6.0', replacement: 'init' } }
 */
export type DeprecationCatalogue = Readonly<Record<string, Deprecation>>

/** Of this contract version. */
export const deprecations: DeprecationCatalogue = {}
