import { destination, pino, stdTimeFunctions, type DestinationStream, type Logger } from 'pino'
import type { LogLevel } from '../../config.ts'

/**
 * The log of one server: JSON lines, written by a buffered asynchronous stream so that no request waits for a pipe.
 * Buffered lines are flushed twice a second and when the process ends.
 */
export function createLogger(level: LogLevel, stream?: DestinationStream): Logger {
  const options = {
    level,
    base: undefined,
    timestamp: stdTimeFunctions.isoTime,
    redact: { paths: ['password', 'secret', 'token', 'headers.authorization', 'headers.cookie'], censor: '[hidden]' },
  }
  if (stream !== undefined) return pino(options, stream)
  const file = destination({ dest: 1, sync: false, minLength: 4096 })
  setInterval(() => file.flush(), 500).unref()
  return pino(options, file)
}
