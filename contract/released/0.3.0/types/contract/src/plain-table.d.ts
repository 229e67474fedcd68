import type { Infer } from './json-schema.ts';
/**
 * A file `tables/<name>.json`: what a table of kind `plain` is made of. `db migrate` writes the migration that leads to it.
 * @example { "columns": { "id": "serial", "assetid": { "type": "integer", "references": "assets", "onDelete": "cascade" }, "level": "integer?" }, "indexes": [{ "columns": ["assetid", "id"] }] }
 */
export declare const plainTableSchema: {
    readonly type: 'object';
    readonly additionalProperties: false;
    readonly required: readonly ["columns"];
    readonly properties: {
        readonly $schema: {
            readonly type: 'string';
        };
        readonly columns: {
            readonly type: 'object';
            readonly minProperties: 1;
            readonly maxProperties: 100;
            readonly propertyNames: {
                readonly pattern: "^[a-z][a-z0-9]{0,47}$";
            };
            readonly description: 'By their names.';
            readonly additionalProperties: {
                readonly anyOf: readonly [{
                    readonly type: 'string';
                    readonly pattern: '^(id|serial|integer|boolean|timestamp|real|date|text|json|string\\([1-9][0-9]{0,3}\\)|decimal\\([1-9][0-9]?,[0-9]{1,2}\\))\\??$';
                    readonly description: 'As in migrations; a trailing `?` allows null. `id` is taken with `takeIds`, `serial` counts by itself.';
                }, {
                    readonly type: 'object';
                    readonly additionalProperties: false;
                    readonly required: readonly ["type"];
                    readonly properties: {
                        readonly type: {
                            readonly type: 'string';
                            readonly pattern: '^(id|serial|integer|boolean|timestamp|real|date|text|json|string\\([1-9][0-9]{0,3}\\)|decimal\\([1-9][0-9]?,[0-9]{1,2}\\))\\??$';
                            readonly description: 'As in migrations; a trailing `?` allows null. `id` is taken with `takeIds`, `serial` counts by itself.';
                        };
                        readonly default: {
                            readonly type: readonly ["string", "number"];
                        };
                        readonly references: {
                            readonly type: 'string';
                            readonly pattern: "^[a-z][a-z0-9]{0,47}$";
                            readonly description: 'A table of the plugin, or `assets`.';
                        };
                        readonly onDelete: {
                            readonly type: 'string';
                            readonly enum: readonly ["cascade", "set null"];
                        };
                    };
                }];
            };
        };
        readonly primaryKey: {
            readonly type: 'array';
            readonly minItems: 1;
            readonly maxItems: 5;
            readonly items: {
                readonly type: 'string';
                readonly pattern: "^[a-z][a-z0-9]{0,47}$";
            };
            readonly description: 'Default: the column of type id or serial.';
        };
        readonly indexes: {
            readonly type: 'array';
            readonly maxItems: 50;
            readonly items: {
                readonly type: 'object';
                readonly additionalProperties: false;
                readonly required: readonly ["columns"];
                readonly properties: {
                    readonly columns: {
                        readonly type: 'array';
                        readonly minItems: 1;
                        readonly maxItems: 10;
                        readonly items: {
                            readonly type: 'string';
                            readonly pattern: "^[a-z][a-z0-9]{0,47}$";
                        };
                    };
                    readonly unique: {
                        readonly type: 'boolean';
                    };
                };
            };
        };
    };
};
export type PlainTable = Infer<typeof plainTableSchema>;
