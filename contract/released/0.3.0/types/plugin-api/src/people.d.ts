/** A user of the site as plugins meet him. */
export type Person = {
    readonly id: number;
    readonly username: string;
    readonly displayName: string | null;
    readonly email: string | null;
    /** Names of his roles. */
    readonly roles: readonly string[];
    /** Whether he may do something: ask before he is told of it. */
    readonly may: (permission: string) => boolean;
};
/** Active users of the site, with names and mail addresses. Needs the capability `people`. */
export type PeopleApi = {
    /** By user name; of one role when it is named. Read when it is asked, so that it is not kept. */
    readonly list: (where?: {
        readonly role?: string;
    }) => Promise<readonly Person[]>;
    /** Null for one who is not active. */
    readonly get: (userId: number) => Promise<Person | null>;
    /** Names of the roles of the site, those made by people among them. */
    readonly roles: () => Promise<readonly string[]>;
};
