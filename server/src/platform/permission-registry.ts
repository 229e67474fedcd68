import type { PermissionDeclaration, PermissionRegistry } from './platform.ts'

/** Every permission that can be granted. Ids are unique; the generation tells caches that roles must be resolved again. */
export function createPermissionRegistry(): PermissionRegistry {
  const declarations = new Map<string, PermissionDeclaration>()
  let generation = 0
  return {
    all: () => [...declarations.values()],
    add: (added) => {
      for (const declaration of added) {
        if (declarations.has(declaration.id)) throw new Error(`The permission ${declaration.id} is declared twice.`)
        declarations.set(declaration.id, declaration)
      }
      generation += 1
    },
    remove: (ids) => {
      for (const id of ids) declarations.delete(id)
      generation += 1
    },
    get generation() { return generation },
  }
}
