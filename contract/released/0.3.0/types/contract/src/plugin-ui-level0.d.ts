import type { Infer } from './json-schema.ts';
/**
 * `counter`: how many records a list has. `table`: its first rows. `chart`: how many there are for each value of a
 * declared filter.
 */
export declare const level0WidgetSchema: {
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
/** `fields`: values of the asset. `table`: the items of an array field, or records of another resource that refer to it. */
export declare const level0PanelSchema: {
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
/** The first rule that holds decides. A rule without `field` always holds. */
export declare const level0MarkerSchema: {
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
export declare const level0SearchResultSchema: {
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
/** Fields that stand in no group follow after the last one. */
export declare const level0FormSchema: {
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
/** The members of ui/schema.json that need no code: closed declarations over lists and fields. */
export declare const level0Properties: {
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
};
export type Level0Widget = Infer<typeof level0WidgetSchema>;
export type Level0Panel = Infer<typeof level0PanelSchema>;
export type Level0Marker = Infer<typeof level0MarkerSchema>;
export type Level0SearchResult = Infer<typeof level0SearchResultSchema>;
export type Level0Form = Infer<typeof level0FormSchema>;
/** What ui/schema.json says at level 0. */
export type Level0 = {
    readonly [Name in keyof typeof level0Properties]?: Infer<(typeof level0Properties)[Name]>;
};
