type Action = () => unknown
export type LetterKeys = { [key: string]: Action | { [next: string]: Action } }

/** Single letters, and a letter after another; never while somebody types, never with a command key. */
export function createLetterKeys(keys: LetterKeys, now: () => number = Date.now): (event: KeyboardEvent) => void {
  let started: { branch: { [next: string]: Action }; at: number } | null = null
  return (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
    const branch = started && now() - started.at < 1500 ? started.branch : null
    started = null
    const found = branch ? branch[event.key] : keys[event.key]
    if (typeof found === 'function') {
      event.preventDefault()
      found()
    } else if (found) started = { branch: found, at: now() }
  }
}

function isTyping(target: EventTarget | null): boolean {
  return typeof Element !== 'undefined' && target instanceof Element && target.closest('input, textarea, select, [contenteditable="true"], [role="dialog"], [role="menu"], [role="listbox"]') !== null
}
