import type { Infer } from './json-schema.ts';
/**
 * The places of the web application that a plugin may fill, and what each hands to the component there. The number
 * after the slash is the version of the props: a slot whose props change gets a new one, and the old one goes on.
 */
export declare const slotPropsSchemas: {
    readonly 'asset.panel/v1': {
        readonly type: 'object';
        readonly required: readonly ['assetId', 'type'];
        readonly properties: {
            readonly assetId: {
                readonly type: 'integer';
                readonly description: 'Id of the asset.';
            };
            readonly type: {
                readonly type: 'string';
                readonly description: 'Its type, `<plugin>.<type>`.';
            };
        };
        readonly description: 'A panel on the page of an asset, below its fields.';
    };
    readonly 'asset.action/v1': {
        readonly type: 'object';
        readonly required: readonly ['assetId', 'type'];
        readonly properties: {
            readonly assetId: {
                readonly type: 'integer';
                readonly description: 'Id of the asset.';
            };
            readonly type: {
                readonly type: 'string';
                readonly description: 'Its type, `<plugin>.<type>`.';
            };
        };
        readonly description: 'A button in the head of the page of an asset.';
    };
    readonly 'map.marker/v1': {
        readonly type: 'object';
        readonly required: readonly ['assetId', 'type'];
        readonly properties: {
            readonly assetId: {
                readonly type: 'integer';
                readonly description: 'Id of the asset.';
            };
            readonly type: {
                readonly type: 'string';
                readonly description: 'Its type, `<plugin>.<type>`.';
            };
        };
        readonly description: 'Lines below an asset that is selected on the floor map.';
    };
    readonly 'search.result/v1': {
        readonly type: 'object';
        readonly required: readonly ["id", "type", "query"];
        readonly description: 'One line below a search result. It is read, never clicked: the result itself is what is chosen.';
        readonly properties: {
            readonly id: {
                readonly type: 'integer';
                readonly description: 'Id of the record that was found.';
            };
            readonly type: {
                readonly type: 'string';
                readonly description: 'Its type, `<plugin>.<type>`.';
            };
            readonly query: {
                readonly type: 'string';
                readonly description: 'The words searched for.';
            };
        };
    };
    readonly 'dashboard.widget/v1': {
        readonly type: 'object';
        readonly required: readonly ["widgetId", "size"];
        readonly description: 'A tile of the dashboard.';
        readonly properties: {
            readonly widgetId: {
                readonly type: 'string';
                readonly description: 'Id of the declaration.';
            };
            readonly size: {
                readonly enum: readonly ["small", "medium", "large"];
                readonly description: 'Width on the dashboard.';
            };
        };
    };
    readonly 'nav.item/v1': {
        readonly type: 'object';
        readonly required: readonly ["path"];
        readonly description: 'A badge at an entry of the navigation; about 40 pixels wide.';
        readonly properties: {
            readonly path: {
                readonly type: 'string';
                readonly description: 'Address of the entry.';
            };
        };
    };
    readonly 'settings.page/v1': {
        readonly type: 'object';
        readonly required: readonly ["plugin"];
        readonly description: 'Part of the page `/plugins/<plugin>/settings`, below the form that the host makes from the manifest.';
        readonly properties: {
            readonly plugin: {
                readonly type: 'string';
                readonly description: 'Name of the plugin.';
            };
        };
    };
    readonly 'page/v1': {
        readonly type: 'object';
        readonly required: readonly ["path", "query"];
        readonly description: 'A page of its own at `/pages/<plugin>/<path>`.';
        readonly properties: {
            readonly path: {
                readonly type: 'string';
                readonly description: 'The whole address below the site.';
            };
            readonly query: {
                readonly type: 'object';
                readonly additionalProperties: {
                    readonly type: 'string';
                };
                readonly description: 'The query of the address.';
            };
        };
    };
    readonly 'page.banner/v1': {
        readonly type: 'object';
        readonly required: readonly ["path"];
        readonly description: 'A strip above every page. It draws nothing while it has nothing to say.';
        readonly properties: {
            readonly path: {
                readonly type: 'string';
                readonly description: 'Address of the page below it.';
            };
        };
    };
    readonly 'palette.command/v1': {
        readonly type: 'object';
        readonly required: readonly ["query"];
        readonly description: 'A command of the palette (Ctrl K). The module exports a function as default; choosing the command calls it with these props.';
        readonly properties: {
            readonly query: {
                readonly type: 'string';
                readonly description: 'The words typed so far.';
            };
        };
    };
};
/** Id of a slot with its version. */
export type SlotId = keyof typeof slotPropsSchemas;
/** What the host hands to a component in each slot. */
export type SlotProps = {
    [Slot in SlotId]: Infer<(typeof slotPropsSchemas)[Slot]>;
};
export declare const slotIds: SlotId[];
