import { createHash } from 'node:crypto'
import type { RedisConnection } from './connection'

/** A Lua script: one atomic unit, sent as its digest once the server knows it. */
export class Script {
  readonly #text: string
  readonly #digest: string

  constructor(text: string) {
    this.#text = text
    this.#digest = createHash('sha1').update(text).digest('hex')
  }

  async run(
    connection: RedisConnection,
    keys: readonly string[],
    args: readonly string[],
  ): Promise<unknown> {
    const rest = [String(keys.length), ...keys, ...args]
    try {
      return await connection.command('EVALSHA', this.#digest, ...rest)
    } catch (fault) {
      if (!isUnknownScript(fault)) throw fault
      return await connection.command('EVAL', this.#text, ...rest)
    }
  }
}

function isUnknownScript(fault: unknown): boolean {
  const cause = fault instanceof Error ? fault.cause : undefined
  return cause instanceof Error && cause.message.startsWith('NOSCRIPT')
}
