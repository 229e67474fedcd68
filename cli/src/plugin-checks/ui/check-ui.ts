import type { PluginUnderCheck } from '../read-plugin.ts'
import type { PhaseOutcome } from '../run-check.ts'
import { findChromium, loadBrowser } from './browser.ts'

/** Every screen of the plugin in a browser. */
export async function checkUi(plugin: PluginUnderCheck, progress: (what: string) => void): Promise<PhaseOutcome> {
  const chromium = findChromium()
  if (chromium === null) return { found: [], notRun: 'no Chromium or Chrome was found on this computer' }
  const browser = await loadBrowser(chromium)
  if (browser === null) return { found: [], notRun: 'playwright-core is not installed here; a clone of ShopDB has it' }
  try {
    const { visitScreens } = await import('./visit-screens.ts')
    return await visitScreens(plugin, browser, progress)
  } finally {
    await browser.close()
  }
}
