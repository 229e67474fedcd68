import type { JsonSchema } from './json-schema.ts';
/**
 * What each hook must answer, by its name. The host checks every result against it and refuses the plugin when it
 * does not hold. Hooks without an entry (`init` and the lifecycle ones) answer nothing.
 */
export declare const hookResultSchemas: {
    readonly routes: JsonSchema;
    readonly commands: JsonSchema;
    readonly services: {
        readonly type: 'object';
        readonly additionalProperties: {
            readonly callable: true;
        };
    };
    readonly widgets: JsonSchema;
    readonly navigation: {
        readonly type: 'array';
        readonly maxItems: 20;
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
    };
    readonly searchFields: JsonSchema;
    readonly collected: JsonSchema;
    readonly jobs: JsonSchema;
    readonly workers: JsonSchema;
    readonly consumers: JsonSchema;
    readonly topics: JsonSchema;
    readonly sockets: {
        readonly type: 'object';
        readonly additionalProperties: false;
        readonly required: readonly ["permission", "events"];
        readonly properties: {
            readonly permission: {
                readonly type: 'string';
                readonly pattern: '^[a-z][a-z0-9]{1,47}\\.[a-z][a-z0-9]{1,31}$';
            };
            readonly events: JsonSchema;
            readonly emits: JsonSchema;
            readonly limit: {
                readonly type: 'object';
                readonly additionalProperties: false;
                readonly required: readonly ["events", "seconds"];
                readonly properties: {
                    readonly events: {
                        readonly type: 'integer';
                        readonly minimum: 1;
                        readonly maximum: 100000;
                    };
                    readonly seconds: {
                        readonly type: 'integer';
                        readonly minimum: 1;
                        readonly maximum: 3600;
                    };
                };
            };
            readonly connected: {
                readonly callable: true;
            };
            readonly disconnected: {
                readonly callable: true;
            };
            readonly joined: {
                readonly callable: true;
            };
            readonly left: {
                readonly callable: true;
            };
            readonly refused: {
                readonly callable: true;
            };
            readonly sweep: {
                readonly callable: true;
            };
        };
    };
    readonly health: {
        readonly type: 'object';
        readonly additionalProperties: false;
        readonly required: readonly ["status"];
        readonly properties: {
            readonly status: {
                readonly enum: readonly ["ok", "degraded", "down"];
            };
            readonly detail: {
                readonly type: 'string';
                readonly maxLength: 500;
            };
            readonly figures: {
                readonly type: 'object';
                readonly additionalProperties: {
                    readonly type: readonly ["number", "string", "boolean", "null"];
                };
            };
        };
    };
    readonly reports: JsonSchema;
    readonly mapMarkers: JsonSchema;
    readonly assetPanels: JsonSchema;
    readonly searchResults: JsonSchema;
    readonly demo: {
        readonly type: 'object';
        readonly additionalProperties: false;
        readonly required: readonly ["fill"];
        readonly properties: {
            readonly order: {
                readonly type: 'integer';
                readonly description: 'Lower numbers first, among plugins that do not depend on each other; default 100.';
            };
            readonly fill: {
                readonly callable: true;
            };
        };
    };
};
export type ResultHook = keyof typeof hookResultSchemas;
/** Called once when their moment comes; they answer nothing. */
export declare const lifecycleHooks: readonly ['onInstall', 'onUninstall', 'onEnable', 'onDisable'];
export type LifecycleHook = (typeof lifecycleHooks)[number];
/** Asked when something has failed; it answers an error, or nothing. */
export declare const errorHook = "mapError";
/** Every name the default export of a plugin.ts may have. */
export declare const hookNames: readonly string[];
