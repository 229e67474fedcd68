import type { JsonSchema } from '@shopdb/plugin-api'
import type { Context } from './context.ts'
import { readSymbol } from './fields.ts'

/** A schema whose members are named as clients of TickStock write them. */
export function named<const Properties extends Readonly<Record<string, JsonSchema>>, const Required extends readonly string[] = []>(properties: Properties, required?: Required) {
  return { type: 'object', properties, ...(required && { required }) } as { readonly type: 'object'; readonly properties: Properties; readonly required: Required } // `required` is there whenever it holds a name
}

export const integer = { type: 'integer' } as const
export const number = { type: 'number' } as const
export const text = { type: 'string', maxLength: 200 } as const
/** One value, or the parameter repeated. */
export const texts = { type: 'array', maxItems: 200, items: text } as const

export function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value))
}

/** `aapl,msft` as symbols; what cannot be one is left out. */
export function symbolsOf(list: string | undefined): string[] {
  return listOf(list).map(readSymbol).filter((symbol) => symbol !== null)
}

export function listOf(list: string | undefined): string[] {
  return (list ?? '').split(',').map((part) => part.trim()).filter((part) => part !== '')
}

export function badInput(errors: Context['errors'], message = 'Invalid input format'): Error {
  return errors.problem({ code: 'INPUT_INVALID', status: 400, message, fix: 'See the parameters of this operation under /api/docs.' })
}

/** The symbol in an address. */
export function requireSymbol(errors: Context['errors'], given: string): string {
  if (given.length > 10) throw badInput(errors, 'Invalid parameter length')
  const symbol = readSymbol(given)
  if (symbol === null) throw badInput(errors)
  return symbol
}

/** `hours` back from now, at least one and at most a day. */
export function sinceHours(hours: number | undefined, now: number): Date {
  return new Date(now - clamp(hours ?? 1, 1, 24) * 3_600_000)
}
