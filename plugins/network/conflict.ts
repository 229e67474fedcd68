/** twice: two assets report one address. other: another asset reports it than the plan says. reserved: somebody has what nobody may have. dhcp: it is planned, and handed out. */
export type ConflictKind = 'twice' | 'other' | 'reserved' | 'dhcp'
export type Conflict = { readonly conflict: string; readonly kind: ConflictKind; readonly address: string; readonly key: string; readonly subnetId: number | null; readonly assetIds: readonly number[] }
