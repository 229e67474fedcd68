/** One entry of the error catalogue: what the HTTP status is, what happened and what the reader can do about it. */
export type ErrorEntry = { status: number; message: string; fix: string }

/**
 * Every error ShopDB answers with, by code. The code is stable; scripts may rely on it.
 * `message` says what happened, `fix` what to do now. Entries stand in the order of their status.
 */
export const errorCatalogue = {
  REQUEST_INVALID: { status: 400, message: 'The request does not match the schema of this operation.', fix: 'Correct the fields listed under "fields"; /api/docs shows the schema.' },
  BODY_UNREADABLE: { status: 400, message: 'The body could not be parsed.', fix: 'Send valid UTF-8 JSON with "Content-Type: application/json".' },
  QUERY_UNKNOWN: { status: 400, message: 'The query has a field or an operator this list does not know.', fix: 'Use one of the names listed under "fields".' },
  CURSOR_INVALID: { status: 400, message: 'The cursor does not belong to this list.', fix: 'Start again without "cursor", keeping filter and sort.' },
  SIGN_IN_REQUIRED: { status: 401, message: 'This needs a signed-in user or an API token.', fix: 'Sign in, or send "Authorization: Bearer <token>".' },
  CREDENTIALS_WRONG: { status: 401, message: 'User name or password is wrong.', fix: 'Check both; an administrator can set a new password.' },
  SESSION_ENDED: { status: 401, message: 'The session has ended or was revoked.', fix: 'Sign in again.' },
  PERMISSION_MISSING: { status: 403, message: 'You do not have the permission this needs.', fix: 'Ask an administrator for the permission named under "permission".' },
  CSRF_FAILED: { status: 403, message: 'The request lacks a valid CSRF token.', fix: 'Send the value of the cookie shopdb_csrf in the header X-CSRF-Token.' },
  ORIGIN_REFUSED: { status: 403, message: 'This origin may not call the API.', fix: 'Add the origin to CORS_ORIGINS.' },
  HTTPS_REQUIRED: { status: 403, message: 'Sign-in needs https in production, because the session would travel readable by anyone on the network.', fix: 'Open the site by its https address. Behind a reverse proxy, set TRUST_PROXY and let it send X-Forwarded-Proto.' },
  FEATURE_DISABLED: { status: 403, message: 'This feature is switched off.', fix: 'An administrator can switch the flag on in the settings.' },
  PLUGIN_PACKAGE_UNTRUSTED: { status: 403, message: 'No key that this site trusts has signed the package.', fix: 'Get a signed package, or put the public key of its author into the folder "trusted-keys" of the data folder.' },
  NOT_FOUND: { status: 404, message: 'There is nothing at this address.', fix: 'Check the address; it may have been deleted, or you may not see it.' },
  PLUGIN_NOT_FOUND: { status: 404, message: 'There is no active plugin of this name.', fix: 'See GET /api/plugins; install or enable it.' },
  METHOD_NOT_ALLOWED: { status: 405, message: 'This address does not take this method.', fix: 'See /api/docs for what it takes.' },
  CONNECTION_TOO_SLOW: { status: 408, message: 'The client did not take its realtime messages in time.', fix: 'Connect again and read what you show anew; subscribe to fewer rooms if it stays.' },
  DUPLICATE: { status: 409, message: 'Another record has this value already.', fix: 'Use another value, or change the record named under "existing".' },
  STATE_CONFLICT: { status: 409, message: 'The record is not in a state that allows this.', fix: 'Read it again and see its state.' },
  IN_USE: { status: 409, message: 'Other records still refer to this one.', fix: 'Move or delete what refers to it first.' },
  PLUGIN_INCOMPATIBLE: { status: 409, message: 'The plugin is made for another version of the contract.', fix: 'Install a version of the plugin whose core_version admits the contract version shown by GET /api/plugins.' },
  PLUGIN_BLOCKED: { status: 409, message: 'The plugin and others depend on each other\'s state.', fix: 'Enable or disable the plugins listed under "blockedBy" first.' },
  PLUGIN_NOT_APPROVED: { status: 409, message: 'The plugin asks for capabilities nobody has approved.', fix: 'Read the list under "capabilities", then install it with "approve": true.' },
  VERSION_STALE: { status: 412, message: 'Somebody changed this record after you read it.', fix: 'Compare both values under "conflicts", then save again with the current version.' },
  BODY_TOO_LARGE: { status: 413, message: 'The body is larger than this operation takes.', fix: 'Send less at once, or use NDJSON for collectors.' },
  MEDIA_TYPE_UNSUPPORTED: { status: 415, message: 'This operation does not take this content type.', fix: 'Send "Content-Type: application/json" (collectors take application/x-ndjson too).' },
  RULE_BROKEN: { status: 422, message: 'The values are well formed but a rule refuses them.', fix: 'See "detail" and "fields".' },
  REFERENCE_MISSING: { status: 422, message: 'A value refers to a record that does not exist.', fix: 'Use the id of an existing record.' },
  PLUGIN_INVALID: { status: 422, message: 'The files of the plugin break the plugin contract.', fix: 'Correct what is listed under "findings"; "shopdb plugin check <folder>" checks it again.' },
  PLUGIN_PACKAGE_INVALID: { status: 422, message: 'The file is no sound plugin package.', fix: 'Get the file again; if it stays, ask its author to pack it anew.' },
  PLUGIN_NOT_STARTED: { status: 422, message: 'The plugin did not start.', fix: 'See "failure" for the stage and the reason; correct it and enable the plugin again.' },
  VERSION_REQUIRED: { status: 428, message: 'This change needs the version you read.', fix: 'Send "If-Match: <version>" or "version" in the body.' },
  TOO_MANY_REQUESTS: { status: 429, message: 'Too many requests.', fix: 'Wait for the seconds in Retry-After.' },
  TOO_MANY_ATTEMPTS: { status: 429, message: 'Too many failed sign-ins.', fix: 'Wait for the seconds in Retry-After, or ask an administrator.' },
  INTERNAL: { status: 500, message: 'Something failed on our side.', fix: 'Try again; if it stays, give the request id to your administrator.' },
  DATABASE_UNAVAILABLE: { status: 503, message: 'The database does not answer.', fix: 'Try again shortly; an administrator sees the cause in the log.' },
  PLUGIN_FAILED: { status: 503, message: 'The plugin behind this address has failed.', fix: 'An administrator sees the reason in the plugin manager.' },
  PLUGIN_TIMEOUT: { status: 503, message: 'The plugin did not answer in time.', fix: 'Try again; an administrator sees what it was doing in the log.' },
  SHUTTING_DOWN: { status: 503, message: 'The server is stopping.', fix: 'Try again in a moment.' },
} as const satisfies Record<string, ErrorEntry>

export type ErrorCode = keyof typeof errorCatalogue

/** A problem at one field of the input. `path` is a JSON pointer ("/interfaces/0/mac") or the name of a query parameter. */
export type FieldProblem = { path: string; message: string; allowed?: readonly string[] }

/** The one error body (RFC 9457), served as application/problem+json. */
export type ProblemDetails = {
  type: string
  title: string
  status: number
  code: string
  detail?: string
  fix: string
  requestId: string
  fields?: FieldProblem[]
  [extension: string]: unknown
}
