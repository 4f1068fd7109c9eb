import { pino, type Logger } from 'pino'

/** Logs go to stderr: stdout says only where the server is. */
export function stderrLogger(level: string = process.env.LOG_LEVEL ?? 'info'): Logger {
  return pino({ level }, pino.destination({ dest: 2, sync: true }))
}
