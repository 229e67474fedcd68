import { isFields, readText } from './fields.ts'
import { parse } from './read-message.ts'

type Noted = { channel: string; type: string; received_at: string; fields: string[]; text: string }
const most = 500
const longest = 2000

/** The last messages as they came, so that an administrator sees what a producer really sends. */
export function createMessageHistory(now: () => number) {
  let messages: Noted[] = []
  return {
    note: (channel: string, text: string): void => {
      const fields = parse(text)
      const type = readText(fields?.['event_type']) ?? readText(fields?.['event']) ?? readText(fields?.['type']) ?? 'unknown'
      // Cut in halves, not at every message.
      if (messages.length >= most * 2) messages = messages.slice(-most)
      messages.push({ channel, type, received_at: new Date(now()).toISOString(), fields: fields ? pathsOf(fields) : [], text: text.slice(0, longest) })
    },
    /** Newest first. */
    list: ({ channel = '', type, limit }: { channel?: string; type?: string; limit: number }): Noted[] =>
      messages.slice(-most).toReversed().filter((message) => message.channel.includes(channel) && (type === undefined || message.type === type)).slice(0, limit),
    /** How often each member occurs on each channel: where two names stand for one thing, generations of the producer are mixed. */
    fieldNames: (): Record<string, Record<string, number>> => {
      const counts: Record<string, Record<string, number>> = {}
      for (const { channel, fields } of messages.slice(-most)) {
        const ofChannel = (counts[channel] ??= {})
        for (const field of fields) ofChannel[field] = (ofChannel[field] ?? 0) + 1
      }
      return counts
    },
    clear: (): void => {
      messages = []
    },
  }
}

/** `data.symbol`: two levels tell the form. */
function pathsOf(fields: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(fields).flatMap(([name, value]) => (isFields(value) ? Object.keys(value).map((inner) => `${name}.${inner}`) : [name]))
}
