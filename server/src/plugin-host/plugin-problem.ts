import type { PluginErrors } from '@shopdb/plugin-api'
import type { ErrorCode } from '@shopdb/contract/errors'
import { Problem } from '../platform/problem.ts'

type PluginProblem = Parameters<PluginErrors['problem']>[0]

/** The entry of the catalogue that carries the status; code, title and fix are the plugin's own. */
const carriers: Record<PluginProblem['status'], ErrorCode> = {
  400: 'REQUEST_INVALID', 403: 'PERMISSION_MISSING', 404: 'NOT_FOUND', 409: 'STATE_CONFLICT', 422: 'RULE_BROKEN', 429: 'TOO_MANY_REQUESTS', 500: 'INTERNAL', 503: 'PLUGIN_FAILED',
}

/** Errors a plugin answers with, their codes led by its name. */
export function createPluginErrors(plugin: string): PluginErrors {
  return {
    problem: ({ code, status, message, fix, fields }) => {
      const full = `${plugin.toUpperCase()}_${code}`
      return new Problem(carriers[status], { detail: message, fields, extra: { type: `urn:shopdb:error:${full}`, code: full, title: message, fix, plugin } })
    },
    notFound: (detail) => new Problem('NOT_FOUND', { detail, extra: { plugin } }),
  }
}
