/** The host imports a copy of the plugin: the part of a path behind the folder of the copy is the plugin's file. */
const placeInCopy = /plugin-code[\\/][a-z0-9]+[\\/][^\\/\s]+[\\/]([^\s:()]+:\d+)/

/** `store.ts:12`: where in the plugin's own code an error arose, its cause first; undefined when its stack names no place there. */
export function placeOfError(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error)) return undefined
  return placeOfError(thrown.cause) ?? placeInCopy.exec(thrown.stack ?? '')?.[1]?.replaceAll('\\', '/')
}
