import type { Feature } from '../../feature.ts'
import { createWordListHolding } from '../../platform/word-list-holding.ts'
import { tokenRoutes } from './routes.ts'
import { tokensTable } from './tables.ts'

export { authenticateToken, recheckToken } from './authenticate-token.ts'
export { loadTokens, type StoredToken } from './store.ts'
export { createToken, revokeToken, type TokenInput } from './write-tokens.ts'

export const tokensFeature: Feature = {
  name: 'tokens',
  tables: [tokensTable],
  permissions: [
    { id: 'tokens.read', title: 'See the API tokens of everybody', roles: ['administrator'] },
    { id: 'tokens.write', title: 'Create and revoke API tokens of everybody', roles: ['administrator'] },
  ],
  holdings: ({ auth }) => [createWordListHolding({
    title: 'token scopes', table: 'apitokens', column: 'scopes', labelColumn: 'name',
    isOf: (word, plugin) => word.startsWith(`${plugin}.`) || word === `collector:${plugin}`, changed: auth.callers.forgetAll,
  })],
  routes: tokenRoutes,
}
