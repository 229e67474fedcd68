/** One choice of a select or combobox. */
export type SelectOption = { value: string | number | boolean | null; label: string; hint?: string | null; count?: number }
