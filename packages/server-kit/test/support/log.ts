import type { Logger } from '../../src/index'

export interface RecordedLog extends Logger {
  /** Everything logged, as a JSON logger would write it. */
  text(): string
}

/** A logger that keeps what it is told, errors with their messages, stacks and causes. */
export function recordLog(): RecordedLog {
  const lines: string[] = []
  const write = (level: string) => (fields: object, message: string) => {
    lines.push(JSON.stringify({ level, ...fields, message }, unfold))
  }
  return {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    text: () => lines.join('\n'),
  }
}

function unfold(_key: string, value: unknown): unknown {
  if (!(value instanceof Error)) return value
  const { name, message, stack, cause } = value
  return { ...value, name, message, stack, cause }
}
