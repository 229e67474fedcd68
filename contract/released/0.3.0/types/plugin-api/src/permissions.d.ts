import type { Manifest, ManifestPermission } from '@shopdb/contract/manifest';
/** A permission by its id, `<noun>.<verb>`: `computers.read`. */
export type PluginPermission = `${string}.${string}`;
/** A ready-made role that a permission may be given to from the start. */
export type Role = NonNullable<ManifestPermission['roles']>[number];
/** The permissions a manifest declares, plus the four that come with an asset type. */
export type PermissionOf<M extends Pick<Manifest, 'name' | 'permissions'>> = `${M['name']}.${'read' | 'write' | 'delete' | 'collect'}` | (M extends {
    readonly permissions: readonly {
        readonly id: infer Id extends string;
    }[];
} ? Id : never);
