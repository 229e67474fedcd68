/** Headers of every answer. Documents replace the policy by `documentPolicy`. */
export const securityHeaders: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  // An answer of the API opened as a page (an uploaded SVG, say) may run and load nothing. No `sandbox`: it would keep
  // browsers from showing an attached PDF.
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  'cache-control': 'no-store',
}

/** Two years, the value that preload lists ask for. Sent on https only: on http browsers ignore it. */
export const strictTransportSecurity = 'max-age=63072000; includeSubDomains'

export type DocumentPolicy = { nonce: string; importMapHash: string | null; webAssembly?: boolean }

/** The Content-Security-Policy of an HTML page: no inline script but the import map, inline styles by nonce only. */
export function documentPolicy({ nonce, importMapHash, webAssembly }: DocumentPolicy): string {
  const scripts = ["'self'", importMapHash === null ? null : `'${importMapHash}'`, webAssembly === true ? "'wasm-unsafe-eval'" : null]
  return [
    "default-src 'self'",
    `script-src ${scripts.filter((source) => source !== null).join(' ')}`,
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')
}
