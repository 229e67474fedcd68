import type { Infer } from './json-schema.ts';
/** A plugin's name, which is its folder's name too: lower-case letters and digits. */
export declare const pluginNamePattern = "^[a-z][a-z0-9]{1,31}$";
/** Names a plugin cannot have: they are, or may become, addresses of the platform itself. */
export declare const reservedPluginNames: readonly string[];
declare const permissionSchema: {
    readonly type: 'object';
    readonly description: 'A permission of the plugin, `<plugin>.<verb>`. read, write, delete and collect exist by themselves when the plugin has an asset type; declare one to change its title or roles.';
    readonly additionalProperties: false;
    readonly required: readonly ["id", "title"];
    readonly properties: {
        readonly id: {
            readonly type: 'string';
            readonly pattern: "^[a-z][a-z0-9]{1,47}\\.[a-z][a-z0-9]{1,31}$";
        };
        readonly title: {
            readonly type: 'string';
            readonly minLength: 1;
            readonly maxLength: number;
            readonly description: string;
        };
        readonly roles: {
            readonly type: 'array';
            readonly description: 'Ready-made roles that have it from the start. The administrator always does.';
            readonly uniqueItems: true;
            readonly items: {
                readonly type: 'string';
                readonly enum: readonly ["administrator", "editor", "technician", "viewer", "collector", "walldisplay"];
            };
        };
    };
};
declare const tableSchema: {
    readonly type: 'object';
    readonly description: 'A table the plugin owns, by its full name: unique over the platform and every plugin.';
    readonly additionalProperties: false;
    readonly required: readonly ["name", "kind"];
    readonly properties: {
        readonly name: {
            readonly type: 'string';
            readonly pattern: "^[a-z][a-z0-9]{1,47}$";
        };
        readonly kind: {
            readonly type: 'string';
            readonly enum: readonly ["extension", "collection", "resource", "plain"];
            readonly description: 'extension: the fields of an asset type. collection: items of an array inside one. resource: records of their own, audited and undoable. plain: readings and logs, written outside the audited path.';
        };
        readonly schema: {
            readonly type: 'string';
            readonly pattern: '^tables/[a-z0-9-]+\\.json$';
            readonly description: 'Declaration of a resource or plain table.';
        };
    };
};
/** One entry of the navigation. */
export declare const navigationEntrySchema: {
    readonly type: 'object';
    readonly additionalProperties: false;
    readonly required: readonly ["title", "path"];
    readonly properties: {
        readonly title: {
            readonly type: 'string';
            readonly minLength: 1;
            readonly maxLength: number;
            readonly description: string;
        };
        readonly path: {
            readonly type: 'string';
            readonly pattern: '^/[a-z0-9/_-]*$';
            readonly maxLength: 200;
            readonly description: 'Address in the web application.';
        };
        readonly icon: {
            readonly type: 'string';
            readonly pattern: '^[a-z0-9-]{1,60}$';
            readonly description: 'Lucide name of the icon.';
        };
        readonly section: {
            readonly type: 'string';
            readonly minLength: 1;
            readonly maxLength: number;
            readonly description: string;
        };
        readonly order: {
            readonly type: 'integer';
            readonly minimum: 0;
            readonly maximum: 10000;
            readonly description: 'Lower numbers first; default 100.';
        };
        readonly permission: {
            readonly type: 'string';
            readonly pattern: "^[a-z][a-z0-9]{1,47}\\.[a-z][a-z0-9]{1,31}$";
            readonly description: 'Shown only to callers who have it.';
        };
    };
};
declare const capabilitiesSchema: {
    readonly type: 'object';
    readonly description: 'What the plugin asks of the host beyond its own records. External plugins wait for an administrator to approve it.';
    readonly additionalProperties: false;
    readonly properties: {
        readonly jobs: {
            readonly type: 'boolean';
            readonly description: 'Runs work in the background or by schedule.';
        };
        readonly outbound: {
            readonly type: 'array';
            readonly items: {
                readonly type: 'string';
                readonly minLength: 1;
                readonly maxLength: number;
                readonly description: string;
            };
            readonly uniqueItems: true;
            readonly description: 'Hosts it calls over the network. `*` is for plugins that ask devices whose addresses people enter.';
        };
        readonly redis: {
            readonly type: 'array';
            readonly items: {
                readonly type: 'string';
                readonly minLength: 1;
                readonly maxLength: number;
                readonly description: string;
            };
            readonly uniqueItems: true;
            readonly description: 'Redis channels it hears and publishes on, and keys it touches.';
        };
        readonly foreign_databases: {
            readonly type: 'array';
            readonly items: {
                readonly type: 'string';
                readonly pattern: '^[a-z][a-z0-9]{1,31}$';
            };
            readonly uniqueItems: true;
            readonly description: 'Names of databases it reads; the URL of each is the environment variable `<PLUGIN>_<NAME>_URL` or its setting `<name>Url`.';
        };
        readonly deliver: {
            readonly type: 'boolean';
            readonly description: 'Sends mail by the mail server of the site, and webhooks.';
        };
        readonly people: {
            readonly type: 'boolean';
            readonly description: 'Reads names, mail addresses and roles of users.';
        };
        readonly events: {
            readonly type: 'array';
            readonly items: {
                readonly type: 'string';
                readonly enum: readonly ["notice.raised", "notice.changed", "notice.settled"];
            };
            readonly uniqueItems: true;
            readonly description: 'Events of the whole site that its hook `consumers` takes, notices of other plugins among them.';
        };
        readonly files: {
            readonly type: 'boolean';
            readonly description: 'Keeps files in a folder of its own.';
        };
    };
};
/**
 * manifest.json, the single source of truth about a plugin. It is read and judged for all plugins before any plugin
 * code runs. Closed: unknown keys are errors, except those that begin with `x-`.
 */
export declare const manifestSchema: {
    readonly $schema: 'https://json-schema.org/draft/2020-12/schema';
    readonly $id: 'https://shopdb.local/schema/manifest.schema.json';
    readonly title: 'ShopDB plugin manifest';
    readonly type: 'object';
    readonly required: readonly ["name", "version", "description", "core_version"];
    readonly additionalProperties: false;
    readonly patternProperties: {
        readonly '^x-': true;
    };
    readonly properties: {
        readonly $schema: {
            readonly type: 'string';
            readonly description: 'Lets editors complete and check this file.';
        };
        readonly manifest_version: {
            readonly type: 'integer';
            readonly const: 1;
            readonly description: 'Version of this file format.';
        };
        readonly name: {
            readonly type: 'string';
            readonly pattern: "^[a-z][a-z0-9]{1,31}$";
            readonly description: 'Lower-case letters and digits; the folder has the same name.';
        };
        readonly title: {
            readonly type: 'string';
            readonly minLength: 1;
            readonly maxLength: number;
            readonly description: string;
        };
        readonly version: {
            readonly type: 'string';
            readonly maxLength: 64;
            readonly description: 'Version of the plugin (semver), such as `1.4.0`.';
        };
        readonly description: {
            readonly type: 'string';
            readonly minLength: 1;
            readonly maxLength: number;
            readonly description: string;
        };
        readonly author: {
            readonly type: 'string';
            readonly minLength: 1;
            readonly maxLength: number;
            readonly description: string;
        };
        readonly license: {
            readonly type: 'string';
            readonly minLength: 1;
            readonly maxLength: number;
            readonly description: string;
        };
        readonly icon: {
            readonly type: 'string';
            readonly pattern: '^[a-z0-9-]{1,60}$';
            readonly description: 'Lucide name of the icon.';
        };
        readonly core_version: {
            readonly type: 'string';
            readonly minLength: 1;
            readonly maxLength: 200;
            readonly description: 'Range over the contract version, such as `>=0.3.0 <0.4.0`. A comma means "and".';
        };
        readonly api_prefix: {
            readonly type: 'string';
            readonly pattern: "^/api/[a-z0-9]+(/[a-z0-9]+)*$";
            readonly maxLength: 100;
            readonly description: 'Address of its routes; default `/api/<name>`.';
        };
        readonly api_aliases: {
            readonly type: 'array';
            readonly uniqueItems: true;
            readonly description: 'Further addresses that lead to the same routes, to all of them or to those below one path: `{ "address": "/api/keys", "path": "/lost/keys" }`.';
            readonly items: {
                readonly anyOf: readonly [{
                    readonly type: 'string';
                    readonly pattern: "^/api/[a-z0-9]+(/[a-z0-9]+)*$";
                }, {
                    readonly type: 'object';
                    readonly additionalProperties: false;
                    readonly required: readonly ["address", "path"];
                    readonly properties: {
                        readonly address: {
                            readonly type: 'string';
                            readonly pattern: "^/api/[a-z0-9]+(/[a-z0-9]+)*$";
                        };
                        readonly path: {
                            readonly type: 'string';
                            readonly pattern: '^(/[a-z0-9-]+)+$';
                            readonly maxLength: 100;
                            readonly description: 'Path of the plugin to which the address leads.';
                        };
                    };
                }];
            };
        };
        readonly dependencies: {
            readonly type: 'object';
            readonly propertyNames: {
                readonly pattern: "^[a-z][a-z0-9]{1,31}$";
            };
            readonly additionalProperties: {
                readonly type: 'string';
                readonly minLength: 1;
                readonly maxLength: 200;
            };
            readonly description: 'Plugins it cannot do without, with a range over their version.';
        };
        readonly after: {
            readonly type: 'array';
            readonly uniqueItems: true;
            readonly items: {
                readonly type: 'string';
                readonly pattern: "^[a-z][a-z0-9]{1,31}$";
            };
            readonly description: 'Plugins that start before it when they are there.';
        };
        readonly requires: {
            readonly type: 'array';
            readonly uniqueItems: true;
            readonly items: {
                readonly type: 'string';
                readonly pattern: '^[a-z][a-z0-9-]{1,40}$';
            };
            readonly description: 'Named features of the host it cannot do without.';
        };
        readonly capabilities: {
            readonly type: 'object';
            readonly description: 'What the plugin asks of the host beyond its own records. External plugins wait for an administrator to approve it.';
            readonly additionalProperties: false;
            readonly properties: {
                readonly jobs: {
                    readonly type: 'boolean';
                    readonly description: 'Runs work in the background or by schedule.';
                };
                readonly outbound: {
                    readonly type: 'array';
                    readonly items: {
                        readonly type: 'string';
                        readonly minLength: 1;
                        readonly maxLength: number;
                        readonly description: string;
                    };
                    readonly uniqueItems: true;
                    readonly description: 'Hosts it calls over the network. `*` is for plugins that ask devices whose addresses people enter.';
                };
                readonly redis: {
                    readonly type: 'array';
                    readonly items: {
                        readonly type: 'string';
                        readonly minLength: 1;
                        readonly maxLength: number;
                        readonly description: string;
                    };
                    readonly uniqueItems: true;
                    readonly description: 'Redis channels it hears and publishes on, and keys it touches.';
                };
                readonly foreign_databases: {
                    readonly type: 'array';
                    readonly items: {
                        readonly type: 'string';
                        readonly pattern: '^[a-z][a-z0-9]{1,31}$';
                    };
                    readonly uniqueItems: true;
                    readonly description: 'Names of databases it reads; the URL of each is the environment variable `<PLUGIN>_<NAME>_URL` or its setting `<name>Url`.';
                };
                readonly deliver: {
                    readonly type: 'boolean';
                    readonly description: 'Sends mail by the mail server of the site, and webhooks.';
                };
                readonly people: {
                    readonly type: 'boolean';
                    readonly description: 'Reads names, mail addresses and roles of users.';
                };
                readonly events: {
                    readonly type: 'array';
                    readonly items: {
                        readonly type: 'string';
                        readonly enum: readonly ["notice.raised", "notice.changed", "notice.settled"];
                    };
                    readonly uniqueItems: true;
                    readonly description: 'Events of the whole site that its hook `consumers` takes, notices of other plugins among them.';
                };
                readonly files: {
                    readonly type: 'boolean';
                    readonly description: 'Keeps files in a folder of its own.';
                };
            };
        };
        readonly permissions: {
            readonly type: 'array';
            readonly items: {
                readonly type: 'object';
                readonly description: 'A permission of the plugin, `<plugin>.<verb>`. read, write, delete and collect exist by themselves when the plugin has an asset type; declare one to change its title or roles.';
                readonly additionalProperties: false;
                readonly required: readonly ["id", "title"];
                readonly properties: {
                    readonly id: {
                        readonly type: 'string';
                        readonly pattern: "^[a-z][a-z0-9]{1,47}\\.[a-z][a-z0-9]{1,31}$";
                    };
                    readonly title: {
                        readonly type: 'string';
                        readonly minLength: 1;
                        readonly maxLength: number;
                        readonly description: string;
                    };
                    readonly roles: {
                        readonly type: 'array';
                        readonly description: 'Ready-made roles that have it from the start. The administrator always does.';
                        readonly uniqueItems: true;
                        readonly items: {
                            readonly type: 'string';
                            readonly enum: readonly ["administrator", "editor", "technician", "viewer", "collector", "walldisplay"];
                        };
                    };
                };
            };
            readonly maxItems: 50;
            readonly description: 'What may be allowed to people, beside read, write, delete and collect of its asset types.';
        };
        readonly asset_types: {
            readonly type: 'array';
            readonly uniqueItems: true;
            readonly maxItems: 30;
            readonly items: {
                readonly type: 'string';
                readonly pattern: '^asset-types/[a-z0-9-]+\\.json$';
            };
            readonly description: 'Files of its asset types.';
        };
        readonly tables: {
            readonly type: 'array';
            readonly items: {
                readonly type: 'object';
                readonly description: 'A table the plugin owns, by its full name: unique over the platform and every plugin.';
                readonly additionalProperties: false;
                readonly required: readonly ["name", "kind"];
                readonly properties: {
                    readonly name: {
                        readonly type: 'string';
                        readonly pattern: "^[a-z][a-z0-9]{1,47}$";
                    };
                    readonly kind: {
                        readonly type: 'string';
                        readonly enum: readonly ["extension", "collection", "resource", "plain"];
                        readonly description: 'extension: the fields of an asset type. collection: items of an array inside one. resource: records of their own, audited and undoable. plain: readings and logs, written outside the audited path.';
                    };
                    readonly schema: {
                        readonly type: 'string';
                        readonly pattern: '^tables/[a-z0-9-]+\\.json$';
                        readonly description: 'Declaration of a resource or plain table.';
                    };
                };
            };
            readonly maxItems: 100;
            readonly description: 'Every table it owns, by full name. Only these are created, changed and dropped by its migrations.';
        };
        readonly collector: {
            readonly type: 'object';
            readonly additionalProperties: false;
            readonly required: readonly ["identity", "schema"];
            readonly description: 'Only when what is collected differs from the asset type.';
            readonly properties: {
                readonly identity: {
                    readonly type: 'array';
                    readonly minItems: 1;
                    readonly items: {
                        readonly type: 'array';
                        readonly minItems: 1;
                        readonly items: {
                            readonly type: 'string';
                        };
                    };
                };
                readonly schema: {
                    readonly type: 'object';
                    readonly description: 'JSON Schema of one record.';
                };
            };
        };
        readonly settings: {
            readonly type: 'object';
            readonly required: readonly ["type", "properties"];
            readonly additionalProperties: false;
            readonly description: 'JSON Schema of its settings, stored as `plugin.<name>.<key>`.';
            readonly properties: {
                readonly type: {
                    readonly type: 'string';
                    readonly const: 'object';
                };
                readonly properties: {
                    readonly type: 'object';
                    readonly propertyNames: {
                        readonly pattern: '^[a-z][A-Za-z0-9]{0,63}$';
                    };
                    readonly additionalProperties: {
                        readonly type: 'object';
                    };
                };
                readonly required: {
                    readonly type: 'array';
                    readonly items: {
                        readonly type: 'string';
                    };
                };
            };
        };
        readonly navigation: {
            readonly type: 'array';
            readonly items: {
                readonly type: 'object';
                readonly additionalProperties: false;
                readonly required: readonly ["title", "path"];
                readonly properties: {
                    readonly title: {
                        readonly type: 'string';
                        readonly minLength: 1;
                        readonly maxLength: number;
                        readonly description: string;
                    };
                    readonly path: {
                        readonly type: 'string';
                        readonly pattern: '^/[a-z0-9/_-]*$';
                        readonly maxLength: 200;
                        readonly description: 'Address in the web application.';
                    };
                    readonly icon: {
                        readonly type: 'string';
                        readonly pattern: '^[a-z0-9-]{1,60}$';
                        readonly description: 'Lucide name of the icon.';
                    };
                    readonly section: {
                        readonly type: 'string';
                        readonly minLength: 1;
                        readonly maxLength: number;
                        readonly description: string;
                    };
                    readonly order: {
                        readonly type: 'integer';
                        readonly minimum: 0;
                        readonly maximum: 10000;
                        readonly description: 'Lower numbers first; default 100.';
                    };
                    readonly permission: {
                        readonly type: 'string';
                        readonly pattern: "^[a-z][a-z0-9]{1,47}\\.[a-z][a-z0-9]{1,31}$";
                        readonly description: 'Shown only to callers who have it.';
                    };
                };
            };
            readonly maxItems: 20;
            readonly description: 'Entries of the navigation.';
        };
        readonly flags: {
            readonly type: 'object';
            readonly propertyNames: {
                readonly pattern: '^[a-z][A-Za-z0-9]{0,63}$';
            };
            readonly description: 'Switches of the plugin; off unless `default` says otherwise.';
            readonly additionalProperties: {
                readonly type: 'object';
                readonly additionalProperties: false;
                readonly required: readonly ["title"];
                readonly properties: {
                    readonly title: {
                        readonly type: 'string';
                        readonly minLength: 1;
                        readonly maxLength: number;
                        readonly description: string;
                    };
                    readonly description: {
                        readonly type: 'string';
                        readonly minLength: 1;
                        readonly maxLength: number;
                        readonly description: string;
                    };
                    readonly default: {
                        readonly type: 'boolean';
                    };
                };
            };
        };
        readonly error_format: {
            readonly type: 'string';
            readonly enum: readonly ["problem", "status-message"];
            readonly description: 'Body of errors of its own routes; default `problem`.';
        };
        readonly data: {
            readonly type: 'string';
            readonly enum: readonly ["keep", "archive", "purge"];
            readonly description: 'What uninstalling does to its data by default; default `archive`.';
        };
        readonly quality: {
            readonly type: 'object';
            readonly additionalProperties: false;
            readonly description: 'About `plugin check`.';
            readonly properties: {
                readonly exempt: {
                    readonly type: 'array';
                    readonly description: 'Rules of `plugin check` that do not apply, each with the reason.';
                    readonly items: {
                        readonly type: 'object';
                        readonly additionalProperties: false;
                        readonly required: readonly ["rule", "reason"];
                        readonly properties: {
                            readonly rule: {
                                readonly type: 'string';
                                readonly minLength: 1;
                                readonly maxLength: number;
                                readonly description: string;
                            };
                            readonly reason: {
                                readonly type: 'string';
                                readonly minLength: 1;
                                readonly maxLength: number;
                                readonly description: string;
                            };
                        };
                    };
                };
            };
        };
    };
};
/** A manifest that passed `manifestSchema`. Its snake_case keys are the one exception to camelCase. */
export type Manifest = Infer<typeof manifestSchema>;
export type NavigationEntry = Infer<typeof navigationEntrySchema>;
export type ManifestPermission = Infer<typeof permissionSchema>;
export type ManifestTable = Infer<typeof tableSchema>;
export type ManifestCapabilities = Infer<typeof capabilitiesSchema>;
export {};
