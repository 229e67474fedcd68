/** One entry of the error catalogue: what the HTTP status is, what happened and what the reader can do about it. */
export type ErrorEntry = {
    status: number;
    message: string;
    fix: string;
};
/**
 * Every error ShopDB answers with, by code. The code is stable; scripts may rely on it.
 * `message` says what happened, `fix` what to do now. Entries stand in the order of their status.
 */
export declare const errorCatalogue: {
    readonly REQUEST_INVALID: {
        readonly status: 400;
        readonly message: 'The request does not match the schema of this operation.';
        readonly fix: 'Correct the fields listed under "fields"; /api/docs shows the schema.';
    };
    readonly BODY_UNREADABLE: {
        readonly status: 400;
        readonly message: 'The body could not be parsed.';
        readonly fix: 'Send valid UTF-8 JSON with "Content-Type: application/json".';
    };
    readonly QUERY_UNKNOWN: {
        readonly status: 400;
        readonly message: 'The query has a field or an operator this list does not know.';
        readonly fix: 'Use one of the names listed under "fields".';
    };
    readonly CURSOR_INVALID: {
        readonly status: 400;
        readonly message: 'The cursor does not belong to this list.';
        readonly fix: 'Start again without "cursor", keeping filter and sort.';
    };
    readonly SIGN_IN_REQUIRED: {
        readonly status: 401;
        readonly message: 'This needs a signed-in user or an API token.';
        readonly fix: 'Sign in, or send "Authorization: Bearer <token>".';
    };
    readonly CREDENTIALS_WRONG: {
        readonly status: 401;
        readonly message: 'User name or password is wrong.';
        readonly fix: 'Check both; an administrator can set a new password.';
    };
    readonly SESSION_ENDED: {
        readonly status: 401;
        readonly message: 'The session has ended or was revoked.';
        readonly fix: 'Sign in again.';
    };
    readonly PERMISSION_MISSING: {
        readonly status: 403;
        readonly message: 'You do not have the permission this needs.';
        readonly fix: 'Ask an administrator for the permission named under "permission".';
    };
    readonly CSRF_FAILED: {
        readonly status: 403;
        readonly message: 'The request lacks a valid CSRF token.';
        readonly fix: 'Send the value of the cookie shopdb_csrf in the header X-CSRF-Token.';
    };
    readonly ORIGIN_REFUSED: {
        readonly status: 403;
        readonly message: 'This origin may not call the API.';
        readonly fix: 'Add the origin to CORS_ORIGINS.';
    };
    readonly HTTPS_REQUIRED: {
        readonly status: 403;
        readonly message: 'Sign-in needs https in production, because the session would travel readable by anyone on the network.';
        readonly fix: 'Open the site by its https address. Behind a reverse proxy, set TRUST_PROXY and let it send X-Forwarded-Proto.';
    };
    readonly FEATURE_DISABLED: {
        readonly status: 403;
        readonly message: 'This feature is switched off.';
        readonly fix: 'An administrator can switch the flag on in the settings.';
    };
    readonly PLUGIN_PACKAGE_UNTRUSTED: {
        readonly status: 403;
        readonly message: 'No key that this site trusts has signed the package.';
        readonly fix: 'Get a signed package, or put the public key of its author into the folder "trusted-keys" of the data folder.';
    };
    readonly NOT_FOUND: {
        readonly status: 404;
        readonly message: 'There is nothing at this address.';
        readonly fix: 'Check the address; it may have been deleted, or you may not see it.';
    };
    readonly PLUGIN_NOT_FOUND: {
        readonly status: 404;
        readonly message: 'There is no active plugin of this name.';
        readonly fix: 'See GET /api/plugins; install or enable it.';
    };
    readonly METHOD_NOT_ALLOWED: {
        readonly status: 405;
        readonly message: 'This address does not take this method.';
        readonly fix: 'See /api/docs for what it takes.';
    };
    readonly CONNECTION_TOO_SLOW: {
        readonly status: 408;
        readonly message: 'The client did not take its realtime messages in time.';
        readonly fix: 'Connect again and read what you show anew; subscribe to fewer rooms if it stays.';
    };
    readonly DUPLICATE: {
        readonly status: 409;
        readonly message: 'Another record has this value already.';
        readonly fix: 'Use another value, or change the record named under "existing".';
    };
    readonly STATE_CONFLICT: {
        readonly status: 409;
        readonly message: 'The record is not in a state that allows this.';
        readonly fix: 'Read it again and see its state.';
    };
    readonly IN_USE: {
        readonly status: 409;
        readonly message: 'Other records still refer to this one.';
        readonly fix: 'Move or delete what refers to it first.';
    };
    readonly PLUGIN_INCOMPATIBLE: {
        readonly status: 409;
        readonly message: 'The plugin is made for another version of the contract.';
        readonly fix: 'Install a version of the plugin whose core_version admits the contract version shown by GET /api/plugins.';
    };
    readonly PLUGIN_BLOCKED: {
        readonly status: 409;
        readonly message: 'The plugin and others depend on each other\'s state.';
        readonly fix: 'Enable or disable the plugins listed under "blockedBy" first.';
    };
    readonly PLUGIN_NOT_APPROVED: {
        readonly status: 409;
        readonly message: 'The plugin asks for capabilities nobody has approved.';
        readonly fix: 'Read the list under "capabilities", then install it with "approve": true.';
    };
    readonly VERSION_STALE: {
        readonly status: 412;
        readonly message: 'Somebody changed this record after you read it.';
        readonly fix: 'Compare both values under "conflicts", then save again with the current version.';
    };
    readonly BODY_TOO_LARGE: {
        readonly status: 413;
        readonly message: 'The body is larger than this operation takes.';
        readonly fix: 'Send less at once, or use NDJSON for collectors.';
    };
    readonly MEDIA_TYPE_UNSUPPORTED: {
        readonly status: 415;
        readonly message: 'This operation does not take this content type.';
        readonly fix: 'Send "Content-Type: application/json" (collectors take application/x-ndjson too).';
    };
    readonly RULE_BROKEN: {
        readonly status: 422;
        readonly message: 'The values are well formed but a rule refuses them.';
        readonly fix: 'See "detail" and "fields".';
    };
    readonly REFERENCE_MISSING: {
        readonly status: 422;
        readonly message: 'A value refers to a record that does not exist.';
        readonly fix: 'Use the id of an existing record.';
    };
    readonly PLUGIN_INVALID: {
        readonly status: 422;
        readonly message: 'The files of the plugin break the plugin contract.';
        readonly fix: 'Correct what is listed under "findings"; "shopdb plugin check <folder>" checks it again.';
    };
    readonly PLUGIN_PACKAGE_INVALID: {
        readonly status: 422;
        readonly message: 'The file is no sound plugin package.';
        readonly fix: 'Get the file again; if it stays, ask its author to pack it anew.';
    };
    readonly PLUGIN_NOT_STARTED: {
        readonly status: 422;
        readonly message: 'The plugin did not start.';
        readonly fix: 'See "failure" for the stage and the reason; correct it and enable the plugin again.';
    };
    readonly VERSION_REQUIRED: {
        readonly status: 428;
        readonly message: 'This change needs the version you read.';
        readonly fix: 'Send "If-Match: <version>" or "version" in the body.';
    };
    readonly TOO_MANY_REQUESTS: {
        readonly status: 429;
        readonly message: 'Too many requests.';
        readonly fix: 'Wait for the seconds in Retry-After.';
    };
    readonly TOO_MANY_ATTEMPTS: {
        readonly status: 429;
        readonly message: 'Too many failed sign-ins.';
        readonly fix: 'Wait for the seconds in Retry-After, or ask an administrator.';
    };
    readonly INTERNAL: {
        readonly status: 500;
        readonly message: 'Something failed on our side.';
        readonly fix: 'Try again; if it stays, give the request id to your administrator.';
    };
    readonly DATABASE_UNAVAILABLE: {
        readonly status: 503;
        readonly message: 'The database does not answer.';
        readonly fix: 'Try again shortly; an administrator sees the cause in the log.';
    };
    readonly PLUGIN_FAILED: {
        readonly status: 503;
        readonly message: 'The plugin behind this address has failed.';
        readonly fix: 'An administrator sees the reason in the plugin manager.';
    };
    readonly PLUGIN_TIMEOUT: {
        readonly status: 503;
        readonly message: 'The plugin did not answer in time.';
        readonly fix: 'Try again; an administrator sees what it was doing in the log.';
    };
    readonly SHUTTING_DOWN: {
        readonly status: 503;
        readonly message: 'The server is stopping.';
        readonly fix: 'Try again in a moment.';
    };
};
export type ErrorCode = keyof typeof errorCatalogue;
/** A problem at one field of the input. `path` is a JSON pointer ("/interfaces/0/mac") or the name of a query parameter. */
export type FieldProblem = {
    path: string;
    message: string;
    allowed?: readonly string[];
};
/** The one error body (RFC 9457), served as application/problem+json. */
export type ProblemDetails = {
    type: string;
    title: string;
    status: number;
    code: string;
    detail?: string;
    fix: string;
    requestId: string;
    fields?: FieldProblem[];
    [extension: string]: unknown;
};
