/** Version of the product, moved by releases. */
export declare const productVersion: string;
/**
 * Version of the plugin contract, independent of the product. A plugin's `core_version` is a range over it.
 * The contract continues from 0.2.0 of the system that ShopDB replaces.
 */
export declare const contractVersion: string;
