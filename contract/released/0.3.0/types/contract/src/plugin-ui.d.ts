import type { Infer } from './json-schema.ts';
/** One component (or command) in one slot. */
export declare const slotEntrySchema: {
    readonly type: 'object';
    readonly additionalProperties: false;
    readonly required: readonly ["slot", "id", "title", "module"];
    readonly properties: {
        readonly slot: {
            readonly type: 'string';
            readonly enum: string[];
            readonly description: 'Id of the slot with its version.';
        };
        readonly id: {
            readonly type: 'string';
            readonly pattern: '^[a-z][a-z0-9-]{0,59}$';
            readonly description: 'Unique within the plugin. A message `slots.<id>` replaces the title in a language.';
        };
        readonly title: {
            readonly type: 'string';
            readonly minLength: 1;
            readonly maxLength: 80;
            readonly description: 'Heading of a panel, tile or page; label of a command.';
        };
        readonly module: {
            readonly type: 'string';
            readonly pattern: '^ui/(?:[A-Za-z0-9_-][A-Za-z0-9._-]*/)*[A-Za-z0-9_-][A-Za-z0-9._-]*\\.(?:vue|ts|js|mjs)$';
            readonly maxLength: 200;
            readonly description: 'File relative to the plugin: a source (`ui/doors.vue`), compiled by the host, or a file of a build of your own (`ui/dist/doors.js`).';
        };
        readonly types: {
            readonly type: 'array';
            readonly maxItems: 50;
            readonly uniqueItems: true;
            readonly items: {
                readonly type: 'string';
                readonly pattern: '^[a-z][a-z0-9]{1,31}\\.[a-z][a-z0-9]{1,31}$';
            };
            readonly description: 'Asset types it is shown for. Default: every type of the plugin; every type of all when the plugin has none.';
        };
        readonly permission: {
            readonly type: 'string';
            readonly pattern: '^[a-z][a-z0-9]{1,47}\\.[a-z][a-z0-9]{1,31}$';
            readonly description: 'Who does not have it does not get the entry.';
        };
        readonly order: {
            readonly type: 'integer';
            readonly minimum: 0;
            readonly maximum: 10000;
            readonly description: 'Lower numbers first; default 100.';
        };
        readonly height: {
            readonly type: 'integer';
            readonly minimum: 24;
            readonly maximum: 1200;
            readonly description: 'Pixels kept free for a panel or tile, so that nothing moves when it arrives. Higher content gets a button that shows all of it.';
        };
        readonly size: {
            readonly type: 'string';
            readonly enum: readonly ["small", "medium", "large"];
            readonly description: 'Width of a tile of the dashboard; default `small`.';
        };
        readonly path: {
            readonly type: 'string';
            readonly pattern: '^[a-z0-9]+(?:[/-][a-z0-9]+)*$';
            readonly maxLength: 100;
            readonly description: string;
        };
        readonly at: {
            readonly type: 'string';
            readonly pattern: '^/[a-z0-9/_-]*$';
            readonly maxLength: 200;
            readonly description: 'nav.item/v1: address of the navigation entry it stands at.';
        };
        readonly icon: {
            readonly type: 'string';
            readonly pattern: '^[a-z0-9-]{1,60}$';
            readonly description: 'Lucide name of an icon: of a command.';
        };
    };
};
/** `ui/schema.json`: everything a plugin shows. One file, read and judged before any code. */
export declare const pluginUiSchema: {
    readonly $schema: 'https://json-schema.org/draft/2020-12/schema';
    readonly type: 'object';
    readonly additionalProperties: false;
    readonly properties: {
        readonly widgets: {
            readonly type: 'array';
            readonly maxItems: 50;
            readonly items: {
                readonly type: 'object';
                readonly additionalProperties: false;
                readonly required: readonly ["id", "title", "kind", "type"];
                readonly description: 'A tile of the dashboard over a list: counter, table or chart.';
                readonly properties: {
                    readonly id: {
                        readonly type: 'string';
                        readonly pattern: '^[a-z][a-z0-9]*([.-][a-z0-9]+)*$';
                        readonly maxLength: 80;
                    };
                    readonly title: {
                        readonly type: 'string';
                        readonly minLength: 1;
                        readonly maxLength: 120;
                    };
                    readonly kind: {
                        readonly type: 'string';
                        readonly enum: readonly ["counter", "table", "chart"];
                    };
                    readonly type: {
                        readonly type: 'string';
                        readonly pattern: '^[a-z][a-z0-9]{1,31}(\\.[a-z][a-z0-9]{1,31})?$';
                        readonly description: 'An asset type `<plugin>.<type>`, or a resource of the platform such as `assets`.';
                    };
                    readonly query: {
                        readonly type: 'string';
                        readonly maxLength: 1000;
                        readonly description: 'Query string of the list of this type. `{today}`, `{now}` and days from them (`{today+14d}`, `{now-30d}`) become dates.';
                    };
                    readonly permission: {
                        readonly type: 'string';
                        readonly pattern: '^[a-z][a-z0-9]{1,47}\\.[a-z][a-z0-9]{1,31}$';
                        readonly description: 'Who sees it; default `<plugin>.read`.';
                    };
                    readonly size: {
                        readonly type: 'string';
                        readonly enum: readonly ['small', 'medium', 'large'];
                    };
                    readonly refreshSeconds: {
                        readonly type: 'integer';
                        readonly minimum: 5;
                        readonly maximum: 86400;
                    };
                    readonly tone: {
                        readonly type: 'string';
                        readonly enum: readonly ["muted", "ok", "info", "warning", "critical"];
                        readonly description: 'Counter: how a value other than zero stands.';
                    };
                    readonly columns: {
                        readonly type: 'array';
                        readonly minItems: 1;
                        readonly maxItems: 50;
                        readonly uniqueItems: true;
                        readonly items: {
                            readonly type: 'string';
                            readonly pattern: '^[a-z][A-Za-z0-9]{0,63}$';
                        };
                        readonly description: 'Table: its columns.';
                    };
                    readonly limit: {
                        readonly type: 'integer';
                        readonly minimum: 1;
                        readonly maximum: 50;
                        readonly description: 'Table: rows shown; default 10.';
                    };
                    readonly groupBy: {
                        readonly type: 'string';
                        readonly pattern: '^[a-z][A-Za-z0-9]{0,63}$';
                        readonly description: 'Chart: a field with the annotation `filter`.';
                    };
                    readonly chart: {
                        readonly type: 'string';
                        readonly enum: readonly ["bar", "donut"];
                        readonly description: 'Chart: its form; default `bar`.';
                    };
                };
            };
            readonly description: 'Tiles of the dashboard over lists.';
        };
        readonly panels: {
            readonly type: 'array';
            readonly maxItems: 50;
            readonly items: {
                readonly type: 'object';
                readonly additionalProperties: false;
                readonly required: readonly ["id", "title", "kind"];
                readonly description: 'A panel on the page of an asset.';
                readonly properties: {
                    readonly id: {
                        readonly type: 'string';
                        readonly pattern: '^[a-z][a-z0-9]*([.-][a-z0-9]+)*$';
                        readonly maxLength: 80;
                    };
                    readonly title: {
                        readonly type: 'string';
                        readonly minLength: 1;
                        readonly maxLength: 120;
                    };
                    readonly kind: {
                        readonly type: 'string';
                        readonly enum: readonly ["fields", "table"];
                    };
                    readonly permission: {
                        readonly type: 'string';
                        readonly pattern: '^[a-z][a-z0-9]{1,47}\\.[a-z][a-z0-9]{1,31}$';
                        readonly description: 'Who sees it; default `<plugin>.read`.';
                    };
                    readonly types: {
                        readonly type: 'array';
                        readonly minItems: 1;
                        readonly maxItems: 30;
                        readonly uniqueItems: true;
                        readonly items: {
                            readonly type: 'string';
                            readonly pattern: '^[a-z][a-z0-9]{1,31}(\\.[a-z][a-z0-9]{1,31})?$';
                            readonly description: 'An asset type `<plugin>.<type>`, or a resource of the platform such as `assets`.';
                        };
                        readonly description: 'Asset types on whose pages it stands; default every type of the plugin.';
                    };
                    readonly order: {
                        readonly type: 'integer';
                        readonly minimum: 0;
                        readonly maximum: 10000;
                        readonly description: 'Lower numbers first; default 100.';
                    };
                    readonly fields: {
                        readonly type: 'array';
                        readonly minItems: 1;
                        readonly maxItems: 50;
                        readonly uniqueItems: true;
                        readonly items: {
                            readonly type: 'string';
                            readonly pattern: '^[a-z][A-Za-z0-9]{0,63}$';
                        };
                        readonly description: 'fields: what it shows, in this order.';
                    };
                    readonly collection: {
                        readonly type: 'string';
                        readonly pattern: '^[a-z][A-Za-z0-9]{0,63}$';
                        readonly description: 'table: an array field of the asset type.';
                    };
                    readonly list: {
                        readonly type: 'object';
                        readonly additionalProperties: false;
                        readonly required: readonly ["type", "by"];
                        readonly properties: {
                            readonly type: {
                                readonly type: 'string';
                                readonly pattern: '^[a-z][a-z0-9]{1,31}(\\.[a-z][a-z0-9]{1,31})?$';
                                readonly description: 'An asset type `<plugin>.<type>`, or a resource of the platform such as `assets`.';
                            };
                            readonly by: {
                                readonly type: 'string';
                                readonly pattern: '^[a-z][A-Za-z0-9]{0,63}$';
                                readonly description: 'Its field that holds the id of the asset.';
                            };
                            readonly query: {
                                readonly type: 'string';
                                readonly maxLength: 1000;
                                readonly description: 'Query string of the list of this type. `{today}`, `{now}` and days from them (`{today+14d}`, `{now-30d}`) become dates.';
                            };
                        };
                        readonly description: 'table: records of another resource that refer to the asset.';
                    };
                    readonly columns: {
                        readonly type: 'array';
                        readonly minItems: 1;
                        readonly maxItems: 50;
                        readonly uniqueItems: true;
                        readonly items: {
                            readonly type: 'string';
                            readonly pattern: '^[a-z][A-Za-z0-9]{0,63}$';
                        };
                        readonly description: 'table: its columns; default all.';
                    };
                };
            };
            readonly description: 'Panels on the page of an asset.';
        };
        readonly markers: {
            readonly type: 'array';
            readonly maxItems: 30;
            readonly items: {
                readonly type: 'object';
                readonly additionalProperties: false;
                readonly required: readonly ["type", "rules"];
                readonly description: 'How assets of a type look on the floor plan.';
                readonly properties: {
                    readonly type: {
                        readonly type: 'string';
                        readonly pattern: '^[a-z][a-z0-9]{1,31}(\\.[a-z][a-z0-9]{1,31})?$';
                        readonly description: 'An asset type `<plugin>.<type>`, or a resource of the platform such as `assets`.';
                    };
                    readonly rules: {
                        readonly type: 'array';
                        readonly minItems: 1;
                        readonly maxItems: 50;
                        readonly items: {
                            readonly type: 'object';
                            readonly additionalProperties: false;
                            readonly properties: {
                                readonly field: {
                                    readonly type: 'string';
                                    readonly pattern: '^[a-z][A-Za-z0-9]{0,63}$';
                                };
                                readonly operator: {
                                    readonly type: 'string';
                                    readonly enum: readonly ["eq", "ne", "in", "gt", "gte", "lt", "lte", "contains", "isnull"];
                                    readonly description: 'Default `eq`.';
                                };
                                readonly value: {
                                    readonly anyOf: readonly [{
                                        readonly type: readonly ["string", "number", "boolean"];
                                    }, {
                                        readonly type: 'array';
                                        readonly maxItems: 100;
                                        readonly items: {
                                            readonly type: readonly ["string", "number", "boolean"];
                                        };
                                    }];
                                    readonly description: 'What the field is compared with; dates as in `query`.';
                                };
                                readonly tone: {
                                    readonly type: 'string';
                                    readonly enum: readonly ["muted", "ok", "info", "warning", "critical"];
                                };
                                readonly label: {
                                    readonly type: 'string';
                                    readonly minLength: 1;
                                    readonly maxLength: 200;
                                    readonly description: 'Text with fields in braces: `{doorNumber} · {location}`. A part between two ` · ` whose fields are all empty is left out.';
                                };
                                readonly badge: {
                                    readonly type: 'string';
                                    readonly minLength: 1;
                                    readonly description: 'Text with fields in braces: `{doorNumber} · {location}`. A part between two ` · ` whose fields are all empty is left out.';
                                    readonly maxLength: 60;
                                };
                            };
                        };
                    };
                };
            };
            readonly description: 'How assets look on the floor plan.';
        };
        readonly searchResult: {
            readonly type: 'array';
            readonly maxItems: 30;
            readonly items: {
                readonly type: 'object';
                readonly additionalProperties: false;
                readonly required: readonly ["type"];
                readonly description: 'Second line and badges of search results of a type.';
                readonly properties: {
                    readonly type: {
                        readonly type: 'string';
                        readonly pattern: '^[a-z][a-z0-9]{1,31}(\\.[a-z][a-z0-9]{1,31})?$';
                        readonly description: 'An asset type `<plugin>.<type>`, or a resource of the platform such as `assets`.';
                    };
                    readonly subtitle: {
                        readonly type: 'string';
                        readonly minLength: 1;
                        readonly maxLength: 200;
                        readonly description: 'Text with fields in braces: `{doorNumber} · {location}`. A part between two ` · ` whose fields are all empty is left out.';
                    };
                    readonly badges: {
                        readonly type: 'array';
                        readonly minItems: 1;
                        readonly maxItems: 5;
                        readonly items: {
                            readonly type: 'string';
                            readonly minLength: 1;
                            readonly description: 'Text with fields in braces: `{doorNumber} · {location}`. A part between two ` · ` whose fields are all empty is left out.';
                            readonly maxLength: 100;
                        };
                    };
                };
            };
            readonly description: 'Second line and badges of search results.';
        };
        readonly forms: {
            readonly type: 'array';
            readonly maxItems: 30;
            readonly items: {
                readonly type: 'object';
                readonly additionalProperties: false;
                readonly required: readonly ["type", "groups"];
                readonly description: 'Groups and order of the fields in form and details of a type.';
                readonly properties: {
                    readonly type: {
                        readonly type: 'string';
                        readonly pattern: '^[a-z][a-z0-9]{1,31}(\\.[a-z][a-z0-9]{1,31})?$';
                        readonly description: 'An asset type `<plugin>.<type>`, or a resource of the platform such as `assets`.';
                    };
                    readonly groups: {
                        readonly type: 'array';
                        readonly minItems: 1;
                        readonly maxItems: 30;
                        readonly items: {
                            readonly type: 'object';
                            readonly additionalProperties: false;
                            readonly required: readonly ["title", "fields"];
                            readonly properties: {
                                readonly title: {
                                    readonly type: 'string';
                                    readonly minLength: 1;
                                    readonly maxLength: 120;
                                };
                                readonly fields: {
                                    readonly type: 'array';
                                    readonly minItems: 1;
                                    readonly maxItems: 50;
                                    readonly uniqueItems: true;
                                    readonly items: {
                                        readonly type: 'string';
                                        readonly pattern: '^[a-z][A-Za-z0-9]{0,63}$';
                                    };
                                };
                            };
                        };
                    };
                };
            };
            readonly description: 'How forms arrange and show fields.';
        };
        readonly $schema: {
            readonly type: 'string';
        };
        readonly slots: {
            readonly type: 'array';
            readonly maxItems: 200;
            readonly items: {
                readonly type: 'object';
                readonly additionalProperties: false;
                readonly required: readonly ["slot", "id", "title", "module"];
                readonly properties: {
                    readonly slot: {
                        readonly type: 'string';
                        readonly enum: string[];
                        readonly description: 'Id of the slot with its version.';
                    };
                    readonly id: {
                        readonly type: 'string';
                        readonly pattern: '^[a-z][a-z0-9-]{0,59}$';
                        readonly description: 'Unique within the plugin. A message `slots.<id>` replaces the title in a language.';
                    };
                    readonly title: {
                        readonly type: 'string';
                        readonly minLength: 1;
                        readonly maxLength: 80;
                        readonly description: 'Heading of a panel, tile or page; label of a command.';
                    };
                    readonly module: {
                        readonly type: 'string';
                        readonly pattern: '^ui/(?:[A-Za-z0-9_-][A-Za-z0-9._-]*/)*[A-Za-z0-9_-][A-Za-z0-9._-]*\\.(?:vue|ts|js|mjs)$';
                        readonly maxLength: 200;
                        readonly description: 'File relative to the plugin: a source (`ui/doors.vue`), compiled by the host, or a file of a build of your own (`ui/dist/doors.js`).';
                    };
                    readonly types: {
                        readonly type: 'array';
                        readonly maxItems: 50;
                        readonly uniqueItems: true;
                        readonly items: {
                            readonly type: 'string';
                            readonly pattern: '^[a-z][a-z0-9]{1,31}\\.[a-z][a-z0-9]{1,31}$';
                        };
                        readonly description: 'Asset types it is shown for. Default: every type of the plugin; every type of all when the plugin has none.';
                    };
                    readonly permission: {
                        readonly type: 'string';
                        readonly pattern: '^[a-z][a-z0-9]{1,47}\\.[a-z][a-z0-9]{1,31}$';
                        readonly description: 'Who does not have it does not get the entry.';
                    };
                    readonly order: {
                        readonly type: 'integer';
                        readonly minimum: 0;
                        readonly maximum: 10000;
                        readonly description: 'Lower numbers first; default 100.';
                    };
                    readonly height: {
                        readonly type: 'integer';
                        readonly minimum: 24;
                        readonly maximum: 1200;
                        readonly description: 'Pixels kept free for a panel or tile, so that nothing moves when it arrives. Higher content gets a button that shows all of it.';
                    };
                    readonly size: {
                        readonly type: 'string';
                        readonly enum: readonly ["small", "medium", "large"];
                        readonly description: 'Width of a tile of the dashboard; default `small`.';
                    };
                    readonly path: {
                        readonly type: 'string';
                        readonly pattern: '^[a-z0-9]+(?:[/-][a-z0-9]+)*$';
                        readonly maxLength: 100;
                        readonly description: string;
                    };
                    readonly at: {
                        readonly type: 'string';
                        readonly pattern: '^/[a-z0-9/_-]*$';
                        readonly maxLength: 200;
                        readonly description: 'nav.item/v1: address of the navigation entry it stands at.';
                    };
                    readonly icon: {
                        readonly type: 'string';
                        readonly pattern: '^[a-z0-9-]{1,60}$';
                        readonly description: 'Lucide name of an icon: of a command.';
                    };
                };
            };
            readonly description: 'Components of the plugin and the slots they fill.';
        };
        readonly messages: {
            readonly type: 'object';
            readonly maxProperties: 20;
            readonly propertyNames: {
                readonly pattern: '^[a-z]{2}$';
            };
            readonly additionalProperties: {
                readonly type: 'object';
                readonly description: 'Texts by key; a component finds them as `t(\'<plugin>.<key>\')`. Values may be objects of further keys.';
                readonly additionalProperties: {
                    readonly type: readonly ["string", "object"];
                };
            };
            readonly description: 'Texts by language (`en`, `de`). Files `ui/messages/<language>.json` are the same, one language each.';
        };
    };
};
/** A `ui/schema.json` that passed `pluginUiSchema`. */
export type PluginUi = Infer<typeof pluginUiSchema>;
export type SlotEntry = Infer<typeof slotEntrySchema>;
/** Texts of a plugin in one language. */
export type MessageTree = {
    [key: string]: string | MessageTree;
};
/** Why a module cannot be loaded; the slot shows it. */
export type UiModuleProblem = {
    message: string;
    file: string;
    line: number | null;
    fix: string;
};
/** One filled slot, as `GET /api/plugins/ui` answers it. */
export type UiItem = {
    plugin: string;
    /** Title of the plugin, for people. */
    pluginTitle: string;
    slot: string;
    id: string;
    title: string;
    /** Address to import; it changes with the content. Null when the module has a problem. */
    module: string | null;
    problem: UiModuleProblem | null;
    /** Addresses of style sheets to link before it is shown. */
    styles: string[];
    /** Asset types it is shown for; empty: all. */
    types: string[];
    permission: string | null;
    order: number;
    height: number | null;
    size: 'small' | 'medium' | 'large';
    /** page/v1: the whole address. nav.item/v1: address of the navigation entry. */
    path: string | null;
    icon: string | null;
};
/** The answer of `GET /api/plugins/ui`. */
export type UiAnswer = {
    /** Changes whenever anything in it does. */
    revision: string;
    items: UiItem[];
    /** By language, then by plugin. */
    messages: Record<string, Record<string, MessageTree>>;
    /** The server tells of changes at once at `/api/plugins/ui/changes` (in development). */
    live: boolean;
};
