/** A style sheet that is slow or missing must not keep its component away. */
const patience = 2000

type Linked = { element: HTMLLinkElement; users: number; loaded: Promise<void> }
const links = new Map<string, Linked>()

/** Links a style sheet for as long as somebody uses it; settles when it counts. */
export function useStyles(addresses: readonly string[]): { ready: Promise<unknown>; release: () => void } {
  const mine = addresses.map(link)
  return {
    ready: Promise.all(mine.map(({ loaded }) => loaded)),
    release: () => { for (const address of addresses) unlink(address) },
  }
}

function link(address: string): Linked {
  const known = links.get(address)
  if (known) {
    known.users++
    return known
  }
  const element = document.createElement('link')
  element.rel = 'stylesheet'
  element.href = address
  const loaded = new Promise<void>((resolve) => {
    element.addEventListener('load', () => resolve())
    element.addEventListener('error', () => resolve())
    setTimeout(resolve, patience)
  })
  document.head.append(element)
  const added = { element, users: 1, loaded }
  links.set(address, added)
  return added
}

function unlink(address: string): void {
  const found = links.get(address)
  if (!found || --found.users > 0) return
  links.delete(address)
  found.element.remove()
}
