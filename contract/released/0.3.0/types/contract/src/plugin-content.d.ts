import type { Infer } from './json-schema.ts';
/** What a value stands for, shown by colour, shape and word. The order is that of severity: the worst of several counts. */
export declare const tones: readonly ['muted', 'ok', 'info', 'warning', 'critical'];
export type Tone = (typeof tones)[number];
/**
 * Where a click leads: the list of `type` (an asset type `<plugin>.<type>` or a core resource) narrowed by `query` (the
 * query string of lists), or with `id` one record of it. The host adds `path`, the address in the web application; a type
 * that nobody declares leads nowhere.
 */
export declare const linkSchema: {
    readonly type: 'object';
    readonly additionalProperties: false;
    readonly required: readonly ["type"];
    readonly properties: {
        readonly type: {
            readonly type: 'string';
            readonly pattern: '^[a-z][a-z0-9]{1,31}(\\.[a-z][a-z0-9]{1,31})?$';
        };
        readonly query: {
            readonly type: 'string';
            readonly maxLength: 2000;
        };
        readonly id: {
            readonly type: 'integer';
            readonly minimum: 1;
        };
    };
};
export type ContentLink = Infer<typeof linkSchema>;
/**
 * How the web writes a value. Dates are `YYYY-MM-DD`, moments ISO 8601 in UTC, numbers plain; the web formats all of them. A `word` is one of a
 * few that the plugin knows, such as `overdue`: the web shows it in the reader's language, as the plugin's messages have it under `phrases`.
 */
export declare const valueTypes: readonly ['text', 'word', 'number', 'date', 'date-time', 'boolean'];
export type ValueType = (typeof valueTypes)[number];
/** A column of a table or report. Without `type` the value itself decides. */
export declare const contentColumnSchema: {
    readonly type: 'object';
    readonly additionalProperties: false;
    readonly required: readonly ["name", "title"];
    readonly properties: {
        readonly name: {
            readonly type: 'string';
            readonly pattern: '^[a-z][A-Za-z0-9]{0,63}$';
        };
        readonly title: {
            readonly type: 'string';
            readonly minLength: 1;
            readonly maxLength: 200;
        };
        readonly type: {
            readonly type: 'string';
            readonly enum: readonly ["text", "word", "number", "date", "date-time", "boolean"];
        };
        readonly unit: {
            readonly type: 'string';
            readonly maxLength: 20;
            readonly description: 'UCUM code, such as `By`, `mm`, `Cel`; the web writes it in the reader\'s language.';
        };
    };
};
export type ContentColumn = Infer<typeof contentColumnSchema>;
/** One figure. `previous` is the same figure a while ago, so that the web can show where it goes. */
export declare const counterContentSchema: {
    readonly type: 'object';
    readonly additionalProperties: false;
    readonly required: readonly ["value"];
    readonly properties: {
        readonly value: {
            readonly type: readonly ["number", "null"];
        };
        readonly label: {
            readonly type: 'string';
            readonly minLength: 1;
            readonly maxLength: 200;
        };
        readonly unit: {
            readonly type: 'string';
            readonly maxLength: 20;
            readonly description: 'UCUM code, such as `By`, `mm`, `Cel`; the web writes it in the reader\'s language.';
        };
        readonly tone: {
            readonly type: 'string';
            readonly enum: readonly ["muted", "ok", "info", "warning", "critical"];
        };
        readonly previous: {
            readonly type: 'number';
        };
        readonly link: {
            readonly type: 'object';
            readonly additionalProperties: false;
            readonly required: readonly ["type"];
            readonly properties: {
                readonly type: {
                    readonly type: 'string';
                    readonly pattern: '^[a-z][a-z0-9]{1,31}(\\.[a-z][a-z0-9]{1,31})?$';
                };
                readonly query: {
                    readonly type: 'string';
                    readonly maxLength: 2000;
                };
                readonly id: {
                    readonly type: 'integer';
                    readonly minimum: 1;
                };
            };
        };
    };
};
export type CounterContent = Infer<typeof counterContentSchema>;
/** Rows with a plain value for each column; `link` of a row is where it leads, `tone` how it stands. */
export declare const tableContentSchema: {
    readonly type: 'object';
    readonly additionalProperties: false;
    readonly required: readonly ["columns", "rows"];
    readonly properties: {
        readonly columns: {
            readonly type: 'array';
            readonly minItems: 1;
            readonly maxItems: 30;
            readonly items: {
                readonly type: 'object';
                readonly additionalProperties: false;
                readonly required: readonly ["name", "title"];
                readonly properties: {
                    readonly name: {
                        readonly type: 'string';
                        readonly pattern: '^[a-z][A-Za-z0-9]{0,63}$';
                    };
                    readonly title: {
                        readonly type: 'string';
                        readonly minLength: 1;
                        readonly maxLength: 200;
                    };
                    readonly type: {
                        readonly type: 'string';
                        readonly enum: readonly ["text", "word", "number", "date", "date-time", "boolean"];
                    };
                    readonly unit: {
                        readonly type: 'string';
                        readonly maxLength: 20;
                        readonly description: 'UCUM code, such as `By`, `mm`, `Cel`; the web writes it in the reader\'s language.';
                    };
                };
            };
        };
        readonly rows: {
            readonly type: 'array';
            readonly maxItems: 500;
            readonly items: {
                readonly type: 'object';
                readonly properties: {
                    readonly link: {
                        readonly anyOf: readonly [{
                            readonly type: 'object';
                            readonly additionalProperties: false;
                            readonly required: readonly ["type"];
                            readonly properties: {
                                readonly type: {
                                    readonly type: 'string';
                                    readonly pattern: '^[a-z][a-z0-9]{1,31}(\\.[a-z][a-z0-9]{1,31})?$';
                                };
                                readonly query: {
                                    readonly type: 'string';
                                    readonly maxLength: 2000;
                                };
                                readonly id: {
                                    readonly type: 'integer';
                                    readonly minimum: 1;
                                };
                            };
                        }, {
                            readonly type: readonly ['string', 'number', 'boolean', 'null'];
                        }];
                    };
                };
                readonly additionalProperties: {
                    readonly type: readonly ['string', 'number', 'boolean', 'null'];
                };
            };
        };
        readonly total: {
            readonly type: readonly ["integer", "null"];
            readonly minimum: 0;
        };
        readonly link: {
            readonly type: 'object';
            readonly additionalProperties: false;
            readonly required: readonly ["type"];
            readonly properties: {
                readonly type: {
                    readonly type: 'string';
                    readonly pattern: '^[a-z][a-z0-9]{1,31}(\\.[a-z][a-z0-9]{1,31})?$';
                };
                readonly query: {
                    readonly type: 'string';
                    readonly maxLength: 2000;
                };
                readonly id: {
                    readonly type: 'integer';
                    readonly minimum: 1;
                };
            };
        };
    };
};
export type TableContent = {
    columns: readonly ContentColumn[];
    rows: readonly TableRow[];
    total?: number | null;
    link?: ContentLink;
};
export type TableRow = {
    readonly [column: string]: string | number | boolean | null | undefined | ContentLink;
};
/** Points of one or more series. Labels of a line are numbers, dates or moments in ascending order. */
export declare const chartContentSchema: {
    readonly type: 'object';
    readonly additionalProperties: false;
    readonly required: readonly ["kind", "series"];
    readonly properties: {
        readonly kind: {
            readonly type: 'string';
            readonly enum: readonly ["bar", "line", "donut"];
        };
        readonly unit: {
            readonly type: 'string';
            readonly maxLength: 20;
            readonly description: 'UCUM code, such as `By`, `mm`, `Cel`; the web writes it in the reader\'s language.';
        };
        readonly labelType: {
            readonly type: 'string';
            readonly enum: readonly ["text", "word", "number", "date", "date-time", "boolean"];
        };
        readonly link: {
            readonly type: 'object';
            readonly additionalProperties: false;
            readonly required: readonly ["type"];
            readonly properties: {
                readonly type: {
                    readonly type: 'string';
                    readonly pattern: '^[a-z][a-z0-9]{1,31}(\\.[a-z][a-z0-9]{1,31})?$';
                };
                readonly query: {
                    readonly type: 'string';
                    readonly maxLength: 2000;
                };
                readonly id: {
                    readonly type: 'integer';
                    readonly minimum: 1;
                };
            };
        };
        readonly series: {
            readonly type: 'array';
            readonly maxItems: 20;
            readonly items: {
                readonly type: 'object';
                readonly additionalProperties: false;
                readonly required: readonly ["name", "points"];
                readonly properties: {
                    readonly name: {
                        readonly type: 'string';
                        readonly maxLength: 200;
                    };
                    readonly tone: {
                        readonly type: 'string';
                        readonly enum: readonly ["muted", "ok", "info", "warning", "critical"];
                    };
                    readonly points: {
                        readonly type: 'array';
                        readonly maxItems: 2000;
                        readonly items: {
                            readonly type: 'object';
                            readonly additionalProperties: false;
                            readonly required: readonly ["label", "value"];
                            readonly properties: {
                                readonly label: {
                                    readonly type: readonly ["string", "number"];
                                };
                                readonly value: {
                                    readonly type: readonly ["number", "null"];
                                };
                                readonly tone: {
                                    readonly type: 'string';
                                    readonly enum: readonly ["muted", "ok", "info", "warning", "critical"];
                                };
                                readonly link: {
                                    readonly type: 'object';
                                    readonly additionalProperties: false;
                                    readonly required: readonly ["type"];
                                    readonly properties: {
                                        readonly type: {
                                            readonly type: 'string';
                                            readonly pattern: '^[a-z][a-z0-9]{1,31}(\\.[a-z][a-z0-9]{1,31})?$';
                                        };
                                        readonly query: {
                                            readonly type: 'string';
                                            readonly maxLength: 2000;
                                        };
                                        readonly id: {
                                            readonly type: 'integer';
                                            readonly minimum: 1;
                                        };
                                    };
                                };
                            };
                        };
                    };
                };
            };
        };
    };
};
export type ChartContent = Infer<typeof chartContentSchema>;
/** Named values, one below the other. */
export declare const fieldsContentSchema: {
    readonly type: 'object';
    readonly additionalProperties: false;
    readonly required: readonly ["items"];
    readonly properties: {
        readonly items: {
            readonly type: 'array';
            readonly maxItems: 200;
            readonly items: {
                readonly type: 'object';
                readonly additionalProperties: false;
                readonly required: readonly ["title", "value"];
                readonly properties: {
                    readonly title: {
                        readonly type: 'string';
                        readonly minLength: 1;
                        readonly maxLength: 200;
                    };
                    readonly value: {
                        readonly type: readonly ['string', 'number', 'boolean', 'null'];
                    };
                    readonly type: {
                        readonly type: 'string';
                        readonly enum: readonly ["text", "word", "number", "date", "date-time", "boolean"];
                    };
                    readonly unit: {
                        readonly type: 'string';
                        readonly maxLength: 20;
                        readonly description: 'UCUM code, such as `By`, `mm`, `Cel`; the web writes it in the reader\'s language.';
                    };
                    readonly tone: {
                        readonly type: 'string';
                        readonly enum: readonly ["muted", "ok", "info", "warning", "critical"];
                    };
                    readonly help: {
                        readonly type: 'string';
                        readonly maxLength: 500;
                    };
                    readonly link: {
                        readonly type: 'object';
                        readonly additionalProperties: false;
                        readonly required: readonly ["type"];
                        readonly properties: {
                            readonly type: {
                                readonly type: 'string';
                                readonly pattern: '^[a-z][a-z0-9]{1,31}(\\.[a-z][a-z0-9]{1,31})?$';
                            };
                            readonly query: {
                                readonly type: 'string';
                                readonly maxLength: 2000;
                            };
                            readonly id: {
                                readonly type: 'integer';
                                readonly minimum: 1;
                            };
                        };
                    };
                };
            };
        };
    };
};
export type FieldsContent = Infer<typeof fieldsContentSchema>;
/** What `load` of a widget or panel must answer, by its kind. */
export declare const contentSchemas: {
    readonly counter: {
        readonly type: 'object';
        readonly additionalProperties: false;
        readonly required: readonly ["value"];
        readonly properties: {
            readonly value: {
                readonly type: readonly ["number", "null"];
            };
            readonly label: {
                readonly type: 'string';
                readonly minLength: 1;
                readonly maxLength: 200;
            };
            readonly unit: {
                readonly type: 'string';
                readonly maxLength: 20;
                readonly description: 'UCUM code, such as `By`, `mm`, `Cel`; the web writes it in the reader\'s language.';
            };
            readonly tone: {
                readonly type: 'string';
                readonly enum: readonly ["muted", "ok", "info", "warning", "critical"];
            };
            readonly previous: {
                readonly type: 'number';
            };
            readonly link: {
                readonly type: 'object';
                readonly additionalProperties: false;
                readonly required: readonly ["type"];
                readonly properties: {
                    readonly type: {
                        readonly type: 'string';
                        readonly pattern: '^[a-z][a-z0-9]{1,31}(\\.[a-z][a-z0-9]{1,31})?$';
                    };
                    readonly query: {
                        readonly type: 'string';
                        readonly maxLength: 2000;
                    };
                    readonly id: {
                        readonly type: 'integer';
                        readonly minimum: 1;
                    };
                };
            };
        };
    };
    readonly table: {
        readonly type: 'object';
        readonly additionalProperties: false;
        readonly required: readonly ["columns", "rows"];
        readonly properties: {
            readonly columns: {
                readonly type: 'array';
                readonly minItems: 1;
                readonly maxItems: 30;
                readonly items: {
                    readonly type: 'object';
                    readonly additionalProperties: false;
                    readonly required: readonly ["name", "title"];
                    readonly properties: {
                        readonly name: {
                            readonly type: 'string';
                            readonly pattern: '^[a-z][A-Za-z0-9]{0,63}$';
                        };
                        readonly title: {
                            readonly type: 'string';
                            readonly minLength: 1;
                            readonly maxLength: 200;
                        };
                        readonly type: {
                            readonly type: 'string';
                            readonly enum: readonly ["text", "word", "number", "date", "date-time", "boolean"];
                        };
                        readonly unit: {
                            readonly type: 'string';
                            readonly maxLength: 20;
                            readonly description: 'UCUM code, such as `By`, `mm`, `Cel`; the web writes it in the reader\'s language.';
                        };
                    };
                };
            };
            readonly rows: {
                readonly type: 'array';
                readonly maxItems: 500;
                readonly items: {
                    readonly type: 'object';
                    readonly properties: {
                        readonly link: {
                            readonly anyOf: readonly [{
                                readonly type: 'object';
                                readonly additionalProperties: false;
                                readonly required: readonly ["type"];
                                readonly properties: {
                                    readonly type: {
                                        readonly type: 'string';
                                        readonly pattern: '^[a-z][a-z0-9]{1,31}(\\.[a-z][a-z0-9]{1,31})?$';
                                    };
                                    readonly query: {
                                        readonly type: 'string';
                                        readonly maxLength: 2000;
                                    };
                                    readonly id: {
                                        readonly type: 'integer';
                                        readonly minimum: 1;
                                    };
                                };
                            }, {
                                readonly type: readonly ['string', 'number', 'boolean', 'null'];
                            }];
                        };
                    };
                    readonly additionalProperties: {
                        readonly type: readonly ['string', 'number', 'boolean', 'null'];
                    };
                };
            };
            readonly total: {
                readonly type: readonly ["integer", "null"];
                readonly minimum: 0;
            };
            readonly link: {
                readonly type: 'object';
                readonly additionalProperties: false;
                readonly required: readonly ["type"];
                readonly properties: {
                    readonly type: {
                        readonly type: 'string';
                        readonly pattern: '^[a-z][a-z0-9]{1,31}(\\.[a-z][a-z0-9]{1,31})?$';
                    };
                    readonly query: {
                        readonly type: 'string';
                        readonly maxLength: 2000;
                    };
                    readonly id: {
                        readonly type: 'integer';
                        readonly minimum: 1;
                    };
                };
            };
        };
    };
    readonly chart: {
        readonly type: 'object';
        readonly additionalProperties: false;
        readonly required: readonly ["kind", "series"];
        readonly properties: {
            readonly kind: {
                readonly type: 'string';
                readonly enum: readonly ["bar", "line", "donut"];
            };
            readonly unit: {
                readonly type: 'string';
                readonly maxLength: 20;
                readonly description: 'UCUM code, such as `By`, `mm`, `Cel`; the web writes it in the reader\'s language.';
            };
            readonly labelType: {
                readonly type: 'string';
                readonly enum: readonly ["text", "word", "number", "date", "date-time", "boolean"];
            };
            readonly link: {
                readonly type: 'object';
                readonly additionalProperties: false;
                readonly required: readonly ["type"];
                readonly properties: {
                    readonly type: {
                        readonly type: 'string';
                        readonly pattern: '^[a-z][a-z0-9]{1,31}(\\.[a-z][a-z0-9]{1,31})?$';
                    };
                    readonly query: {
                        readonly type: 'string';
                        readonly maxLength: 2000;
                    };
                    readonly id: {
                        readonly type: 'integer';
                        readonly minimum: 1;
                    };
                };
            };
            readonly series: {
                readonly type: 'array';
                readonly maxItems: 20;
                readonly items: {
                    readonly type: 'object';
                    readonly additionalProperties: false;
                    readonly required: readonly ["name", "points"];
                    readonly properties: {
                        readonly name: {
                            readonly type: 'string';
                            readonly maxLength: 200;
                        };
                        readonly tone: {
                            readonly type: 'string';
                            readonly enum: readonly ["muted", "ok", "info", "warning", "critical"];
                        };
                        readonly points: {
                            readonly type: 'array';
                            readonly maxItems: 2000;
                            readonly items: {
                                readonly type: 'object';
                                readonly additionalProperties: false;
                                readonly required: readonly ["label", "value"];
                                readonly properties: {
                                    readonly label: {
                                        readonly type: readonly ["string", "number"];
                                    };
                                    readonly value: {
                                        readonly type: readonly ["number", "null"];
                                    };
                                    readonly tone: {
                                        readonly type: 'string';
                                        readonly enum: readonly ["muted", "ok", "info", "warning", "critical"];
                                    };
                                    readonly link: {
                                        readonly type: 'object';
                                        readonly additionalProperties: false;
                                        readonly required: readonly ["type"];
                                        readonly properties: {
                                            readonly type: {
                                                readonly type: 'string';
                                                readonly pattern: '^[a-z][a-z0-9]{1,31}(\\.[a-z][a-z0-9]{1,31})?$';
                                            };
                                            readonly query: {
                                                readonly type: 'string';
                                                readonly maxLength: 2000;
                                            };
                                            readonly id: {
                                                readonly type: 'integer';
                                                readonly minimum: 1;
                                            };
                                        };
                                    };
                                };
                            };
                        };
                    };
                };
            };
        };
    };
    readonly fields: {
        readonly type: 'object';
        readonly additionalProperties: false;
        readonly required: readonly ["items"];
        readonly properties: {
            readonly items: {
                readonly type: 'array';
                readonly maxItems: 200;
                readonly items: {
                    readonly type: 'object';
                    readonly additionalProperties: false;
                    readonly required: readonly ["title", "value"];
                    readonly properties: {
                        readonly title: {
                            readonly type: 'string';
                            readonly minLength: 1;
                            readonly maxLength: 200;
                        };
                        readonly value: {
                            readonly type: readonly ['string', 'number', 'boolean', 'null'];
                        };
                        readonly type: {
                            readonly type: 'string';
                            readonly enum: readonly ["text", "word", "number", "date", "date-time", "boolean"];
                        };
                        readonly unit: {
                            readonly type: 'string';
                            readonly maxLength: 20;
                            readonly description: 'UCUM code, such as `By`, `mm`, `Cel`; the web writes it in the reader\'s language.';
                        };
                        readonly tone: {
                            readonly type: 'string';
                            readonly enum: readonly ["muted", "ok", "info", "warning", "critical"];
                        };
                        readonly help: {
                            readonly type: 'string';
                            readonly maxLength: 500;
                        };
                        readonly link: {
                            readonly type: 'object';
                            readonly additionalProperties: false;
                            readonly required: readonly ["type"];
                            readonly properties: {
                                readonly type: {
                                    readonly type: 'string';
                                    readonly pattern: '^[a-z][a-z0-9]{1,31}(\\.[a-z][a-z0-9]{1,31})?$';
                                };
                                readonly query: {
                                    readonly type: 'string';
                                    readonly maxLength: 2000;
                                };
                                readonly id: {
                                    readonly type: 'integer';
                                    readonly minimum: 1;
                                };
                            };
                        };
                    };
                };
            };
        };
    };
};
export type ContentKind = keyof typeof contentSchemas;
/** What `load` of `mapMarkers` answers for one asset: a tone, the word beside the marker, one to three characters on it. */
export declare const markerSchema: {
    readonly type: 'object';
    readonly additionalProperties: false;
    readonly properties: {
        readonly tone: {
            readonly type: 'string';
            readonly enum: readonly ["muted", "ok", "info", "warning", "critical"];
        };
        readonly label: {
            readonly type: 'string';
            readonly maxLength: 120;
        };
        readonly badge: {
            readonly type: 'string';
            readonly maxLength: 12;
        };
    };
};
export type MarkerContent = Infer<typeof markerSchema>;
/** What `load` of `searchResults` answers for one asset: its second line and short words behind the title. */
export declare const searchResultSchema: {
    readonly type: 'object';
    readonly additionalProperties: false;
    readonly properties: {
        readonly subtitle: {
            readonly type: 'string';
            readonly maxLength: 255;
        };
        readonly badges: {
            readonly type: 'array';
            readonly maxItems: 5;
            readonly items: {
                readonly type: 'string';
                readonly minLength: 1;
                readonly maxLength: 40;
            };
        };
    };
};
export type SearchResultContent = Infer<typeof searchResultSchema>;
/** What `load` of `searchFields` answers for one asset. */
export declare const searchWordsSchema: {
    readonly type: 'array';
    readonly maxItems: 500;
    readonly items: {
        readonly type: 'string';
        readonly maxLength: 2000;
    };
};
