import type { JsonSchema } from './json-schema.ts';
/** A title for people. */
export declare const word: {
    readonly type: 'string';
    readonly minLength: 1;
    readonly maxLength: 120;
};
/** Names of fields are camelCase. */
export declare const fieldName: {
    readonly pattern: '^[a-z][A-Za-z0-9]{0,47}$';
};
/** Names of tables are lower case, the words run together. */
export declare const tableName: {
    readonly type: 'string';
    readonly pattern: '^[a-z][a-z0-9]{1,47}$';
};
/** A field that has one column: the closed mapping from JSON Schema to columns. */
export declare const scalarField: {
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
/** What an asset type's JSON file may contain: the closed subset of JSON Schema that the host can store, show and collect. */
export declare const assetTypeFileSchema: {
    readonly $schema: 'https://json-schema.org/draft/2020-12/schema';
    readonly $id: 'https://shopdb.local/schema/asset-type.schema.json';
    readonly title: 'ShopDB asset type';
    readonly type: 'object';
    readonly additionalProperties: false;
    readonly required: readonly ["$id", "title", "type", "properties", "x-shopdb"];
    readonly properties: {
        readonly $schema: {
            readonly type: 'string';
        };
        readonly $id: {
            readonly type: 'string';
            readonly pattern: '^[a-z][a-z0-9]{1,31}\\.[a-z][a-z0-9]{1,31}$';
            readonly description: '`<plugin>.<type>`';
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
            readonly maxProperties: 200;
            readonly propertyNames: {
                readonly pattern: '^[a-z][A-Za-z0-9]{0,47}$';
            };
            readonly additionalProperties: JsonSchema;
        };
        readonly 'x-shopdb': {
            readonly type: 'object';
            readonly additionalProperties: false;
            readonly required: readonly ["collection", "titlePlural"];
            readonly properties: {
                readonly collection: {
                    readonly type: 'string';
                    readonly pattern: '^[a-z][a-z0-9]{1,47}$';
                };
                readonly titlePlural: {
                    readonly type: 'string';
                    readonly minLength: 1;
                    readonly maxLength: 120;
                };
                readonly icon: {
                    readonly type: 'string';
                    readonly pattern: '^[a-z0-9-]{1,60}$';
                };
                readonly table: {
                    readonly type: 'string';
                    readonly pattern: '^[a-z][a-z0-9]{1,47}$';
                };
                readonly identity: {
                    readonly type: 'array';
                    readonly minItems: 1;
                    readonly maxItems: 10;
                    readonly items: {
                        readonly type: 'array';
                        readonly minItems: 1;
                        readonly items: {
                            readonly type: 'string';
                        };
                    };
                };
                readonly nameFrom: {
                    readonly type: 'array';
                    readonly minItems: 1;
                    readonly items: {
                        readonly type: 'string';
                    };
                };
                readonly numberFrom: {
                    readonly type: 'array';
                    readonly minItems: 1;
                    readonly items: {
                        readonly type: 'string';
                    };
                };
                readonly collectorAliases: {
                    readonly type: 'object';
                    readonly additionalProperties: {
                        readonly type: 'string';
                    };
                };
                readonly filters: {
                    readonly type: 'array';
                    readonly items: {
                        readonly type: 'string';
                    };
                    readonly uniqueItems: true;
                };
                readonly sorts: {
                    readonly type: 'array';
                    readonly items: {
                        readonly type: 'string';
                    };
                    readonly uniqueItems: true;
                };
                readonly defaultSort: {
                    readonly type: 'string';
                };
            };
        };
    };
};
