import type { TestHost, TestHostOptions } from './test-host.ts';
export type { TestAcknowledgement, TestProcess, TestRedis, TestSocket } from './test-realtime.ts';
export type { TestAnswer, TestBody, TestClient, TestHost, TestHostOptions, TestRecord } from './test-host.ts';
/**
 * Starts a whole server on an empty database, with the plugin of this folder installed and its capabilities approved.
 * It listens on no port until `url` or `socket` asks for one, and leaves nothing behind. `shopdb plugin test` provides it to the tests of a plugin.
 *
 * @example
 * const host = await startTestHost(import.meta.dirname)
 * const { id } = await host.create('locker', { doorNumber: 'A7' })
 * await host.stop()
 */
export declare function startTestHost(folder: string, options?: TestHostOptions): Promise<TestHost>;
