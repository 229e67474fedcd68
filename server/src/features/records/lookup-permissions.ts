import type { PermissionDeclaration } from '../../platform/platform.ts'

/** The three permissions of a look-up resource: everybody signed in reads, technicians and editors write, editors delete. */
export function lookupPermissions(noun: string, title: string): PermissionDeclaration[] {
  return [
    { id: `${noun}.read`, title: `Read ${title}`, roles: ['administrator', 'editor', 'technician', 'viewer', 'walldisplay'] },
    { id: `${noun}.write`, title: `Create and change ${title}`, roles: ['administrator', 'editor'] },
    { id: `${noun}.delete`, title: `Delete and restore ${title}`, roles: ['administrator', 'editor'] },
  ]
}
