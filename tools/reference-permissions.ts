import { coreFeatures } from '@shopdb/server/core-features'

/** Every permission of core, with the ready-made roles that have it from the start. */
export function permissionsText(): string {
  const permissions = coreFeatures.flatMap((feature) => feature.permissions ?? []).toSorted((one, other) => (one.id < other.id ? -1 : 1))
  const rows = permissions.map(({ id, title, roles }) => `| \`${id}\` | ${title} | ${roles.join(', ')} |`)
  return `# Permissions

A route asks for one permission, \`noun.verb\`; a user has the permissions of all roles given. Plugins add theirs while they are active:
\`<plugin>.read\`, \`.write\`, \`.delete\` and \`.collect\`. A site can make roles of its own from the same list. API tokens are
limited further by their scopes. Source: the declarations of the features in \`server/src/features/\`.

| Permission | Allows to | Ready-made roles |
| --- | --- | --- |
${rows.join('\n')}
`
}
