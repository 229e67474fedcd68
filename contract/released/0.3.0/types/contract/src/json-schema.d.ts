/** A JSON Schema literal. Write it `as const satisfies JsonSchema`, so that `Infer` can read it. */
export type JsonSchema = boolean | JsonSchemaObject;
export type JsonSchemaObject = {
    readonly $schema?: string;
    readonly $id?: string;
    readonly $ref?: string;
    readonly $defs?: {
        readonly [name: string]: JsonSchema;
    };
    readonly type?: JsonType | readonly JsonType[];
    readonly title?: string;
    readonly description?: string;
    readonly const?: unknown;
    readonly enum?: readonly unknown[];
    readonly default?: unknown;
    readonly properties?: {
        readonly [name: string]: JsonSchema;
    };
    readonly patternProperties?: {
        readonly [pattern: string]: JsonSchema;
    };
    readonly propertyNames?: JsonSchema;
    readonly additionalProperties?: JsonSchema;
    readonly minProperties?: number;
    readonly maxProperties?: number;
    readonly required?: readonly string[];
    readonly items?: JsonSchema;
    readonly minItems?: number;
    readonly maxItems?: number;
    readonly uniqueItems?: boolean;
    readonly minLength?: number;
    readonly maxLength?: number;
    readonly pattern?: string;
    readonly format?: string;
    readonly minimum?: number;
    readonly maximum?: number;
    readonly exclusiveMinimum?: number;
    readonly exclusiveMaximum?: number;
    readonly multipleOf?: number;
    readonly anyOf?: readonly JsonSchema[];
    readonly oneOf?: readonly JsonSchema[];
    readonly allOf?: readonly JsonSchema[];
    readonly not?: JsonSchema;
    /** True: the value must be a function. Used by the schemas of hook results only. */
    readonly callable?: boolean;
    readonly [annotation: `x-${string}`]: unknown;
};
type JsonType = 'string' | 'number' | 'integer' | 'boolean' | 'null' | 'array' | 'object';
/**
 * The TypeScript type of a JSON Schema literal: const, enum, the basic types, arrays, objects with required and
 * optional members, dictionaries, anyOf and oneOf. What it does not read becomes `unknown`, never `any`.
 *
 * @example
 * const query = { type: 'object', properties: { limit: { type: 'integer' } }, required: ['limit'] } as const satisfies JsonSchema
 * type Query = Infer<typeof query> // { limit: number }
 */
export type Infer<S> = S extends {
    readonly const: infer Value;
} ? Value : S extends {
    readonly enum: readonly (infer Value)[];
} ? Value : S extends {
    readonly anyOf: readonly (infer Option)[];
} ? Infer<Option> : S extends {
    readonly oneOf: readonly (infer Option)[];
} ? Infer<Option> : S extends {
    readonly type: readonly (infer Name)[];
} ? OfType<Name, S> : S extends {
    readonly type: infer Name;
} ? OfType<Name, S> : unknown;
type OfType<Name, S> = Name extends 'string' ? string : Name extends 'number' | 'integer' ? number : Name extends 'boolean' ? boolean : Name extends 'null' ? null : Name extends 'array' ? (S extends {
    readonly items: infer Item;
} ? Infer<Item>[] : unknown[]) : Name extends 'object' ? OfObject<S> : unknown;
type OfObject<S> = S extends {
    readonly properties: infer Properties;
} ? Flat<RequiredMembers<Properties, RequiredNames<S>> & OptionalMembers<Properties, RequiredNames<S>>> : S extends {
    readonly additionalProperties: infer Value;
} ? Record<string, Infer<Value>> : Record<string, unknown>;
type RequiredNames<S> = S extends {
    readonly required: readonly (infer Name)[];
} ? Name : never;
type RequiredMembers<Properties, Names> = {
    -readonly [Key in keyof Properties as Key extends Names ? Key : never]: Infer<Properties[Key]>;
};
type OptionalMembers<Properties, Names> = {
    -readonly [Key in keyof Properties as Key extends Names ? never : Key]?: Infer<Properties[Key]>;
};
type Flat<T> = {
    [Key in keyof T]: T[Key];
};
export {};
