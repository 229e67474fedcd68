import { registerHooks } from 'node:module'
import { pathToFileURL } from 'node:url'

/**
 * Loaded before the tests of a plugin (`node --import`): a folder anywhere, without node_modules, finds the host's own
 * packages. Plugin code imports only types from them; its tests import the testing kit.
 */
const here = pathToFileURL(import.meta.filename).href

registerHooks({
  resolve: (specifier, context, next) => next(specifier, /^@shopdb\/(?:contract|plugin-api)(?:\/|$)/.test(specifier) ? { ...context, parentURL: here } : context),
})
