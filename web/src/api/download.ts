import { loadSession } from './session.ts'

/** Lets the browser fetch a file of this server. The session is renewed first: a download cannot do it by itself. */
export async function downloadFile(address: string): Promise<void> {
  await loadSession()
  const link = document.createElement('a')
  link.href = address
  link.download = ''
  link.click()
}
