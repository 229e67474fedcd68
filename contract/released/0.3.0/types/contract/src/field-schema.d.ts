/**
 * What a JSON Schema cannot say about a field, under the keyword `x-shopdb`. Everything that shows, stores, finds or
 * collects the field is derived from the schema and this annotation.
 */
export type FieldAnnotation = {
    /** Compared and kept unique by its normalised key (NFC, case folded, digits padded): `CNC-1` and `cnc-1` are one. */
    identifier?: boolean;
    /** No two live records share the value. Implies `identifier` for strings. */
    unique?: boolean;
    /** Part of the search document. */
    searched?: boolean;
    /** Shown as a column by default, lower numbers first; columns without it can still be switched on. */
    list?: number;
    /** Offered as a filter (equality and "any of" by index). */
    filter?: boolean;
    /** Offered as a sort order. */
    sort?: boolean;
    /** The value is the id of a record of this resource (`vendors`, `locations`, ...). */
    reference?: string;
    /**
     * A reference to an asset that is also a relation: it stands in graphs beside relationships, under these names. Of a field of a further
     * table it leads from the asset that owns the row. Implies `filter`.
     * @example { "reference": "assets", "relation": { "name": "is plugged into", "inverseName": "has plugged in" } }
     */
    relation?: {
        name: string;
        inverseName: string;
    };
    /** Set by collectors. A field without it is the business of people only. */
    collected?: boolean;
    /** Physical unit, by its UCUM code where one exists (`By` for bytes, `mm`, `Cel`). */
    unit?: string;
    /** How to show and edit it: text, multiline, number, bytes, date, datetime, switch, select, reference, mac, ip, url. */
    widget?: string;
    /** Hidden without the permission `<resource>.sensitive`; never logged. */
    sensitive?: boolean;
    /** Heading under which forms and details group the field. */
    group?: string;
    /** Position within its group. */
    order?: number;
    /** Sentence below the field in forms. */
    help?: string;
    /** Written by the host or, through `context.assets`, by the plugin that declares it; never by a request. */
    readOnly?: boolean;
    /** Items of a further table: which core resource or table of the plugin takes an array of objects. */
    table?: string;
};
/** The subset of JSON Schema 2020-12 a field may use, plus the annotation. */
export type FieldSchema = {
    type: 'string' | 'integer' | 'number' | 'boolean' | 'array' | 'object';
    title?: string;
    description?: string;
    minLength?: number;
    maxLength?: number;
    minimum?: number;
    maximum?: number;
    multipleOf?: number;
    pattern?: string;
    format?: 'date' | 'date-time' | 'ipv4' | 'ipv6' | 'ip' | 'mac' | 'uri' | 'uuid' | 'email';
    enum?: readonly string[];
    default?: string | number | boolean;
    items?: FieldSchema;
    properties?: Readonly<Record<string, FieldSchema>>;
    required?: readonly string[];
    'x-shopdb'?: FieldAnnotation;
};
/** The declaration of a resource: a JSON Schema of type object. */
export type ResourceSchema = {
    $schema?: string;
    title: string;
    description?: string;
    type: 'object';
    properties: Readonly<Record<string, FieldSchema>>;
    required?: readonly string[];
};
