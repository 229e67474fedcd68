/**
 * What a running server writes into its data folder as `server.json` (mode 0600) when it listens, and removes when it
 * stops. The command line finds the server by it, and so goes through the process that owns the data.
 */
export type ServerFile = {
    pid: number;
    /** Address at which this computer reaches the server, also when it listens on all interfaces. No trailing slash. */
    url: string;
    /** ISO 8601. */
    startedAt: string;
    /** Made at random at every start; as `Authorization: Bearer` it makes the caller the system itself. */
    localToken: string;
};
export declare const serverFileName = "server.json";
/** Exit status with which a server asks the launcher to start it again. */
export declare const restartExitCode = 75;
/** Null when the text is not a whole server file (being written, or something else). */
export declare function parseServerFile(text: string): ServerFile | null;
