/**
 * What a route or client event of the plugin has come to, before it is answered. `error` is what was thrown. `code`, `status` and `message` are the answer
 * as it would be: `INTERNAL` for what nobody knows; for what the host refuses itself its own code (`REQUEST_INVALID`, `FEATURE_DISABLED`).
 */
export type Failure = { readonly error: unknown; readonly code: string; readonly status: number; readonly message: string; /** `GET /parts/:id`, or the name of the client event. */ readonly where: string }
