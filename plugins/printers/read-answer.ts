import type { Infer, JsonSchema } from '@shopdb/plugin-api'
import type { Context } from './context.ts'
import { decodeAnswer } from './decode-ipp.ts'
import { readWalk } from './read-walk.ts'

export const answerSchema = {
  type: 'object', additionalProperties: false,
  properties: {
    ipp: { type: 'string', minLength: 4, maxLength: 700_000, description: 'The answer to Get-Printer-Attributes, in base64.' }, walk: { type: 'string', minLength: 10, maxLength: 900_000, description: 'What "snmpwalk -On -OU" or snmprec wrote.' },
    hostname: { type: 'string', minLength: 1, maxLength: 63 }, ipAddress: { type: 'string', minLength: 2, maxLength: 45 }, serialNumber: { type: 'string', minLength: 1, maxLength: 120 },
  },
} as const satisfies JsonSchema

/** Takes what a printer answered as it came from the network: agents need to know neither IPP nor the Printer-MIB. */
export async function takeAnswer(context: Context, { ipp, walk, ...said }: Infer<typeof answerSchema>) {
  const { errors, collector } = context
  if ((ipp === undefined) === (walk === undefined)) throw errors.problem({ code: 'ONE_ANSWER', status: 422, message: 'An answer is either of IPP or of SNMP.', fix: 'Send "ipp" or "walk", one of both.' })
  const found = ipp === undefined ? readWalk(walk ?? '') : decodeAnswer(Buffer.from(ipp, 'base64'))
  if (found === null) {
    const fix = ipp === undefined ? 'Send what "snmpwalk -v2c -c public -On -OU <printer> 1.3.6.1.2.1" prints; it has lines of 1.3.6.1.2.1.43.' : 'Send the bytes of the HTTP answer in base64, of a request Get-Printer-Attributes that the printer took.'
    throw errors.problem({ code: 'ANSWER_UNREADABLE', status: 422, message: 'Nothing of a printer stands in it.', fix })
  }
  const { results, ...counts } = await collector.push([{ ...found, ...said }])
  return { ...counts, results, found }
}
