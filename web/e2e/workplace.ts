import type { Browser } from 'playwright-core'
import { afterAll, beforeAll } from 'vitest'
import { launchBrowser, openVisit, signIn, type Visit } from './browser.ts'
import { makePlant, signInByApi, type Plant } from './plant.ts'
import { startServer, type TestServer } from './start-server.ts'

/** A server with a small plant and an administrator at the screen, for all tests of a file. Its members are there once the tests run. */
export type Workplace = { browser: Browser; server: TestServer; plant: Plant; visit: Visit }

export function useWorkplace(size: number): Workplace {
  const place = {} as Workplace // filled before the first test
  beforeAll(async () => {
    [place.browser, place.server] = await Promise.all([launchBrowser(), startServer()])
    place.plant = await makePlant(place.server.base, await signInByApi(place.server.base, place.server.username, place.server.password), size)
    place.visit = await openVisit(place.browser, place.server.base)
    await signIn(place.visit, place.server)
  }, 120_000)
  afterAll(async () => { await Promise.all([place.browser?.close(), place.server?.stop()]) })
  return place
}
