import type { SqlQuery } from './context-parts.ts';
/** A value to bind. Lists are arrays of PostgreSQL: `symbol = any(?)`. */
export type ForeignParameter = string | number | bigint | boolean | null | Date | Uint8Array | readonly (string | number)[];
/** `absent`: no URL. `writable`: what the role may change although it only reads; shown as a warning in the health of the plugin. */
export type ForeignDatabaseState = {
    readonly status: 'absent' | 'connecting' | 'ready' | 'down';
    readonly reason: string | null;
    readonly writable: string | null;
    /** Connections: open, not in use, and callers that wait for one. */
    readonly pool: {
        readonly total: number;
        readonly idle: number;
        readonly waiting: number;
    };
};
/**
 * Reads a database that is not ShopDB's: PostgreSQL, MySQL, MariaDB or SQLite, by the URL in the environment variable `<PLUGIN>_<NAME>_URL`, or in the setting
 * `<name>Url` of the plugin. Query members of the URL: `pool` (default 5), `timeout` (milliseconds of a statement, default 10,000), `tls` (`require`, `verify`).
 *
 * Every connection is opened for reading only, so that the server refuses a write whatever the role may do: `default_transaction_read_only` on PostgreSQL,
 * `SET SESSION TRANSACTION READ ONLY` on MySQL, `readOnly` on SQLite. Statements that change the session are refused before they are sent. Give it a role that
 * may only SELECT all the same; one that may more is a warning. It is connected when first used, and tried again at each use.
 */
export type ForeignDatabase = {
    readonly state: () => ForeignDatabaseState;
    /**
     * One statement; `?` stands for a value on every engine. Rows are as the driver gives them, times as Date, JSON parsed, decimals as text. Throws an error with
     * `code` `FOREIGN_DATABASE_UNAVAILABLE` when there is no URL, no answer, or the time limit is over; else with that of the driver.
     * @example const rows = await context.foreignDatabase('stock').all<{ id: number }>('select id from parts where number = any(?)', [numbers])
     */
    readonly all: <Row = Readonly<Record<string, unknown>>>(query: string | SqlQuery, parameters?: readonly ForeignParameter[]) => Promise<Row[]>;
    /**
     * A Kysely on the same connections, typed by your own `kysely` (a dev dependency, for its types): nothing of it is needed at run time.
     * @example const stock = context.foreignDatabase('stock').kysely<Kysely<StockTables>>()
     */
    readonly kysely: <Handle>() => Handle;
};
