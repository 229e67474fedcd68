import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'

const places = [
  '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/usr/bin/google-chrome-stable', '/snap/bin/chromium', '/usr/bin/microsoft-edge',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium', '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  String.raw`C:\Program Files\Google\Chrome\Application\chrome.exe`, String.raw`C:\Program Files (x86)\Google\Chrome\Application\chrome.exe`, String.raw`C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe`,
]

/** A browser that speaks the protocol of Chromium, where systems put it. */
export function findChromium(candidates: readonly string[] = places): string | null {
  return candidates.find((place) => existsSync(place)) ?? null
}

export async function loadBrowser(executablePath: string): Promise<Browser | null> {
  const playwright = await import('playwright-core').catch(() => null)
  return playwright === null ? null : playwright.chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] })
}

export const webRoot = join(import.meta.dirname, '..', '..', '..', '..', 'web', 'dist')
