/** A place in the web application that a plugin may fill, and what the host hands to a component there. */
export type { SlotId, SlotProps } from '@shopdb/contract/slots'
