import type { ResourceSchema } from './field-schema.ts';
/** What a table of kind `resource` says about itself, under `x-shopdb` at the top of its JSON Schema. */
export type ResourceTableAnnotation = {
    /** Heading of its list, for people: `Repairs`. */
    titlePlural: string;
    /** Last part of its address, below that of the plugin: `/api/lockers/repairs`. Default: the name of the table. */
    collection?: string;
    /** The field that names a record to people. Default: the first one. */
    label?: string;
    /** Icon by its Lucide name. */
    icon?: string;
    /** The order when none is asked for, with `-` before it for descending. Default: the label when it is marked `sort`, else `-modifiedAt`. */
    defaultSort?: string;
    /** The required reference to an asset that owns the record: what changes stands in the asset's history, and the record goes with the asset. */
    ownerField?: string;
    /** Permissions of the plugin instead of `<plugin>.read`, `<plugin>.write` and `<plugin>.delete`. */
    permissions?: {
        read?: string;
        write?: string;
        delete?: string;
    };
    /** Written by the plugin's code only, through `context.records`; people read it. */
    readOnly?: boolean;
};
/**
 * A file `tables/<name>.json` of kind `resource`: a JSON Schema of type object with the annotation above. Its fields are
 * declared like those of an asset type, arrays excepted. `x-shopdb.reference` names `assets`, a look-up of the platform or
 * another table of the plugin.
 * @example { "title": "Repair", "type": "object", "required": ["assetId", "fault"], "x-shopdb": { "titlePlural": "Repairs", "ownerField": "assetId" }, "properties": { "assetId": { "type": "integer", "x-shopdb": { "reference": "assets", "filter": true } }, "fault": { "type": "string", "maxLength": 200 } } }
 */
export type ResourceTableSchema = ResourceSchema & {
    'x-shopdb': ResourceTableAnnotation;
};
/** What a table's JSON file of kind `resource` may contain: the closed subset that the host can store, show, find and undo. */
export declare const resourceTableFileSchema: {
    readonly $schema: 'https://json-schema.org/draft/2020-12/schema';
    readonly $id: 'https://shopdb.local/schema/resource-table.schema.json';
    readonly title: 'ShopDB resource table';
    readonly type: 'object';
    readonly additionalProperties: false;
    readonly required: readonly ["title", "type", "properties", "x-shopdb"];
    readonly properties: {
        readonly $schema: {
            readonly type: 'string';
        };
        readonly title: {
            readonly type: 'string';
            readonly minLength: 1;
            readonly maxLength: 120;
        };
        readonly description: {
            readonly type: 'string';
            readonly maxLength: 500;
        };
        readonly type: {
            readonly type: 'string';
            readonly const: 'object';
        };
        readonly required: {
            readonly type: 'array';
            readonly items: {
                readonly type: 'string';
            };
            readonly uniqueItems: true;
        };
        readonly properties: {
            readonly type: 'object';
            readonly minProperties: 1;
            readonly maxProperties: 100;
            readonly propertyNames: {
                readonly pattern: '^[a-z][A-Za-z0-9]{0,47}$';
            };
            readonly additionalProperties: {
                readonly type: 'object';
                readonly additionalProperties: false;
                readonly required: readonly ["type"];
                readonly properties: {
                    readonly title: {
                        readonly type: 'string';
                        readonly minLength: 1;
                        readonly maxLength: 120;
                    };
                    readonly description: {
                        readonly type: 'string';
                        readonly maxLength: 500;
                    };
                    readonly minLength: {
                        readonly type: 'integer';
                        readonly minimum: 0;
                    };
                    readonly maxLength: {
                        readonly type: 'integer';
                        readonly minimum: 1;
                        readonly maximum: 100000;
                    };
                    readonly minimum: {
                        readonly type: 'number';
                    };
                    readonly maximum: {
                        readonly type: 'number';
                    };
                    readonly multipleOf: {
                        readonly type: 'number';
                        readonly enum: readonly [0.1, 0.01, 0.001, 0.0001, 0.00001, 0.000001];
                    };
                    readonly pattern: {
                        readonly type: 'string';
                        readonly maxLength: 200;
                    };
                    readonly format: {
                        readonly type: 'string';
                        readonly enum: readonly ["date", "date-time", "ipv4", "ipv6", "ip", "mac", "uri", "uuid", "email"];
                    };
                    readonly enum: {
                        readonly type: 'array';
                        readonly minItems: 1;
                        readonly maxItems: 200;
                        readonly uniqueItems: true;
                        readonly items: {
                            readonly type: 'string';
                            readonly minLength: 1;
                            readonly maxLength: 64;
                        };
                    };
                    readonly default: {
                        readonly type: readonly ["string", "number", "boolean"];
                    };
                    readonly 'x-shopdb': {
                        readonly type: 'object';
                        readonly additionalProperties: false;
                        readonly properties: {
                            readonly identifier: {
                                readonly type: 'boolean';
                            };
                            readonly unique: {
                                readonly type: 'boolean';
                            };
                            readonly searched: {
                                readonly type: 'boolean';
                            };
                            readonly list: {
                                readonly type: 'integer';
                                readonly minimum: 0;
                                readonly maximum: 1000;
                            };
                            readonly filter: {
                                readonly type: 'boolean';
                            };
                            readonly sort: {
                                readonly type: 'boolean';
                            };
                            readonly reference: {
                                readonly type: 'string';
                                readonly pattern: '^[a-z][a-z0-9]{1,47}$';
                            };
                            readonly relation: {
                                readonly type: 'object';
                                readonly additionalProperties: false;
                                readonly required: readonly ["name", "inverseName"];
                                readonly properties: {
                                    readonly name: {
                                        readonly type: 'string';
                                        readonly minLength: 1;
                                        readonly maxLength: 60;
                                    };
                                    readonly inverseName: {
                                        readonly type: 'string';
                                        readonly minLength: 1;
                                        readonly maxLength: 60;
                                    };
                                };
                            };
                            readonly collected: {
                                readonly type: 'boolean';
                            };
                            readonly unit: {
                                readonly type: 'string';
                                readonly maxLength: 20;
                            };
                            readonly widget: {
                                readonly type: 'string';
                                readonly enum: readonly ["text", "multiline", "number", "bytes", "date", "datetime", "switch", "select", "reference", "mac", "ip", "url"];
                            };
                            readonly sensitive: {
                                readonly type: 'boolean';
                            };
                            readonly group: {
                                readonly type: 'string';
                                readonly minLength: 1;
                                readonly maxLength: 120;
                            };
                            readonly order: {
                                readonly type: 'integer';
                                readonly minimum: 0;
                                readonly maximum: 1000;
                            };
                            readonly help: {
                                readonly type: 'string';
                                readonly maxLength: 500;
                            };
                            readonly readOnly: {
                                readonly type: 'boolean';
                            };
                        };
                    };
                    readonly type: {
                        readonly type: 'string';
                        readonly enum: readonly ["string", "integer", "number", "boolean"];
                    };
                };
            };
        };
        readonly 'x-shopdb': {
            readonly type: 'object';
            readonly additionalProperties: false;
            readonly required: readonly ["titlePlural"];
            readonly properties: {
                readonly titlePlural: {
                    readonly type: 'string';
                    readonly minLength: 1;
                    readonly maxLength: 120;
                };
                readonly collection: {
                    readonly type: 'string';
                    readonly pattern: '^[a-z][a-z0-9]{1,47}$';
                };
                readonly label: {
                    readonly type: 'string';
                };
                readonly icon: {
                    readonly type: 'string';
                    readonly pattern: '^[a-z0-9-]{1,60}$';
                };
                readonly defaultSort: {
                    readonly type: 'string';
                };
                readonly ownerField: {
                    readonly type: 'string';
                };
                readonly permissions: {
                    readonly type: 'object';
                    readonly additionalProperties: false;
                    readonly properties: {
                        readonly read: {
                            readonly type: 'string';
                            readonly pattern: '^[a-z][a-z0-9]{1,47}\\.[a-z][a-z0-9]{1,31}$';
                        };
                        readonly write: {
                            readonly type: 'string';
                            readonly pattern: '^[a-z][a-z0-9]{1,47}\\.[a-z][a-z0-9]{1,31}$';
                        };
                        readonly delete: {
                            readonly type: 'string';
                            readonly pattern: '^[a-z][a-z0-9]{1,47}\\.[a-z][a-z0-9]{1,31}$';
                        };
                    };
                };
                readonly readOnly: {
                    readonly type: 'boolean';
                };
            };
        };
    };
};
