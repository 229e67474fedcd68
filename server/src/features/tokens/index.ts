import type { Feature } from '../../feature.ts'
import { tokenRoutes } from './routes.ts'
import { tokensTable } from './tables.ts'

export { authenticateToken } from './authenticate-token.ts'
export { loadTokens, type StoredToken } from './store.ts'
export { createToken, revokeToken, type TokenInput } from './write-tokens.ts'

export const tokensFeature: Feature = {
  name: 'tokens',
  tables: [tokensTable],
  permissions: [
    { id: 'tokens.read', title: 'See the API tokens of everybody', roles: ['administrator'] },
    { id: 'tokens.write', title: 'Create and revoke API tokens of everybody', roles: ['administrator'] },
  ],
  routes: tokenRoutes,
}
