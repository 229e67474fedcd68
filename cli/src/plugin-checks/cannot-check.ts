/** A phase cannot judge this plugin here; it counts as not run, for this reason, and caps the tier. */
export class CannotCheck extends Error {}
