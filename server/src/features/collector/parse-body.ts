import type { FieldProblem } from '@shopdb/contract/errors'
import { Problem } from '../../platform/problem.ts'

/** A record as it came. `problem` is set when the line is no JSON at all. */
export type Arrived = { index: number; text: string; raw: unknown; problem: FieldProblem | null }

/** A piece of what a collector sent. */
export type Body = {
  /** UTF-8; NDJSON lines, or one JSON document. */
  body: ArrayBuffer
  format: 'json' | 'ndjson'
  /** Number of the first record, for answers of a stream that is sent in pieces. */
  firstIndex: number
}

/** The records of a JSON document (one, or a list) or of NDJSON lines. A document that cannot be parsed is refused whole. */
export function parseBody(input: Body): Arrived[] {
  const text = new TextDecoder().decode(input.body)
  if (input.format === 'ndjson') return text.split('\n').filter((line) => line.trim() !== '').map((line, index) => parseLine(line, input.firstIndex + index))
  const document = parseDocument(text)
  const records = Array.isArray(document) ? document : [document]
  return records.map((raw: unknown, index) => ({ index, text: records.length === 1 && !Array.isArray(document) ? text : JSON.stringify(raw), raw, problem: null }))
}

function parseDocument(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new Problem('BODY_UNREADABLE', { detail: 'The body is not valid JSON.', cause })
  }
}

function parseLine(line: string, index: number): Arrived {
  try {
    return { index, text: line, raw: JSON.parse(line), problem: null }
  } catch {
    return { index, text: line, raw: null, problem: { path: '', message: 'is not valid JSON' } }
  }
}
