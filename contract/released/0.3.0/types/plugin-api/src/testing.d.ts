import type { TestHost, TestHostOptions } from './test-host.ts';
import type { TestDatabase, TestRedis } from './test-realtime.ts';
export type { TestAcknowledgement, TestDatabase, TestProcess, TestRedis, TestSocket } from './test-realtime.ts';
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
/**
 * Makes an empty database on the server of this computer (`SHOPDB_TEST_POSTGRES_URL`, `SHOPDB_TEST_MYSQL_URL`; SQLite: a file). Throws when there is none.
 * @example const stock = await startTestDatabase('postgres'); await stock.run('create table parts (id integer primary key)')
 */
export declare function startTestDatabase(engine: 'sqlite' | 'mysql' | 'postgres'): Promise<TestDatabase>;
/** A Redis beside a host, which runs: for tests that need it before, or without one. */
export declare function startTestRedis(kind?: TestRedis['kind']): Promise<TestRedis>;
