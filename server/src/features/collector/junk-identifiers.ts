/**
 * What firmware and installers put where an identifier belongs. Two machines with such a value have nothing in common.
 * Collected from the defaults of board vendors and hypervisors; compared lower case without blanks and punctuation.
 */
const junk = new Set([
  'tobefilledbyoem', 'defaultstring', 'systemserialnumber', 'systemproductname', 'systemmanufacturer', 'chassisserialnumber', 'baseboardserialnumber',
  'none', 'na', 'null', 'nil', 'unknown', 'notspecified', 'notavailable', 'notapplicable', 'notpresent', 'empty', 'invalid', 'undefined', 'oem', 'serial',
  'serialnumber', 'assettag', 'noassettag', 'noassetinformation', 'bsn12345678901234567', 'mb1234567890', '123456789', '1234567890', '0123456789', '123456',
  'abcdefghij', 'xxxxxxxx', 'testserial', 'default', 'localhost', 'localhostlocaldomain', 'desktop', 'computer', 'pc', 'windows', 'minint',
])

/** Addresses that no single interface owns: broadcast, zero, loopback adapters and well-known virtual ones. */
const junkMacs = new Set(['000000000000', 'ffffffffffff', '020000000000', '505054503030', '335054503030', '204153594eff', '0a0027000000', '020054554e01', '00059a3c7a00', '001122334455', 'aabbccddeeff'])

export function isJunkIdentifier(value: string): boolean {
  const plain = value.normalize('NFC').toLowerCase().replace(/[\s\p{P}\p{S}]/gu, '')
  return plain.length < 2 || junk.has(plain) || /^(.)\1*$/.test(plain) || isCounting(plain)
}

/** `1234567`, `00123456789`, `987654`: somebody's fingers ran over the keyboard. */
function isCounting(plain: string): boolean {
  const digits = plain.replace(/^0+(?=0)/, '')
  return digits.length >= 6 && ('01234567890123456789'.includes(digits) || '98765432109876543210'.includes(digits))
}

export function isJunkMac(key: string): boolean {
  return junkMacs.has(key) || /^(..)\1{5}$/.test(key)
}
