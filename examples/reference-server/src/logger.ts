import { pino, type Logger } from 'pino'

/** Logs go to stderr: stdout says only where the server is. */
export function stderrLogger(level: string): Logger {
  return pino({ level }, pino.destination({ dest: 2, sync: true }))
}
