/** Names that Windows gives to devices, with or without an ending. */
const deviceName = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)/i
const forbidden = /[\u0000-\u001f\u007f\\:*?"<>|]/

/**
 * Why a path of an archive must not be written; null when it stays inside the plugin's folder and means the same file on
 * every system.
 */
export function pathProblem(path: string): string | null {
  if (path === '' || path.length > 240) return 'is empty or too long'
  if (path.startsWith('/')) return 'is not relative'
  if (forbidden.test(path)) return 'has a character that not every system takes'
  for (const part of path.split('/')) {
    if (part === '' || part === '.' || part === '..') return 'leads out of the folder of the plugin'
    if (part.length > 120 || /[. ]$/.test(part) || deviceName.test(part)) return 'is a name that not every system takes'
  }
  return null
}
