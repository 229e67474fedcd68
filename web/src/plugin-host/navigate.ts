type Go = (address: string) => Promise<unknown>
let go: Go = async () => undefined

/** The start of the application hands over its router. */
export function provideNavigation(through: Go): void {
  go = through
}

/**
 * Opens a page of the application without loading it anew.
 * @example await navigate('/pages/toolcribs/board')
 */
export async function navigate(address: string): Promise<void> {
  if (!address.startsWith('/') || address.startsWith('//')) throw new Error(`"${address}" is no address of this application. Begin it with "/".`)
  await go(address)
}
