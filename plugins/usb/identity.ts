/**
 * Serial numbers that say nothing: what cheap controllers are made with, and what firmware leaves in its place. Compared without
 * anything but letters and digits, lower case.
 */
const meaningless = new Set(['none', 'null', 'unknown', 'serial', 'serialnumber', 'default', 'notspecified', 'abcdef', 'abcdefgh', 'abcdefghijkl', '0123456789abcdef', '123456789abc', '0123456789ab', '0123456789abcd', '000000000001a', '11223344556677', '1a2b3c4d'])

/** The shortest serial number that can still tell two media apart. */
const shortest = 4

/**
 * Whether a serial number tells one device from another. Windows makes up an instance id such as `6&df2ee03&0&5` for a device without
 * one: an ampersand as the second character says so (Microsoft, "Instance IDs"). Host controllers give their address on the PCI bus.
 */
export function isIdentity(serial: string | null): serial is string {
  if (serial === null) return false
  const trimmed = serial.trim()
  if (trimmed[1] === '&' || /^[0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-9]$/i.test(trimmed) || /[^\x20-\x7e]/.test(trimmed)) return false
  const plain = trimmed.toLowerCase().replace(/[^a-z0-9]/g, '')
  if (plain.length < shortest || meaningless.has(plain) || /^(.)\1*$/.test(plain) || /^0+[0-9a-f]$/.test(plain)) return false
  return !'01234567890123456789'.includes(plain) && !'98765432109876543210'.includes(plain)
}

export type Identity = { vendorId: string | null; productId: string | null; serial: string | null }

/** `0951:1666`, or null when the device does not say. */
export function modelKeyOf({ vendorId, productId }: Pick<Identity, 'vendorId' | 'productId'>): string | null {
  return vendorId === null || productId === null ? null : `${vendorId}:${productId}`.toLowerCase()
}

/** How a device is known: by vendor, product and serial number, or by the computer it was seen at when it tells none. */
export function deviceKeyOf(identity: Identity, computerKey: string, name: string): string {
  const model = modelKeyOf(identity) ?? (identity.serial === null ? name.toLowerCase() : '')
  return (isIdentity(identity.serial) ? `${model}:${identity.serial.trim().toUpperCase()}` : `${model}@${computerKey}`).slice(0, 190)
}

/** Two devices are one when the serial numbers are, and neither vendor nor product speak against it. */
export function isSameDevice(one: Identity, other: Identity): boolean {
  const agree = (left: string | null, right: string | null): boolean => left === null || right === null || left.toLowerCase() === right.toLowerCase()
  return isIdentity(one.serial) && isIdentity(other.serial) && one.serial.trim().toUpperCase() === other.serial.trim().toUpperCase() && agree(one.vendorId, other.vendorId) && agree(one.productId, other.productId)
}
