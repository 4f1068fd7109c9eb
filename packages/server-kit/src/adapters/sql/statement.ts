import { createHash } from 'node:crypto'

/** SQL text with a name under which a connection may keep it prepared. */
export interface Statement {
  /** Derived from the text, so that two versions or schemas on one connection never meet. */
  readonly name: string
  readonly text: string
}

export function statement(purpose: string, text: string): Statement {
  const digest = createHash('sha256').update(text).digest('hex').slice(0, 16)
  return { name: `otsy_${purpose}_${digest}`, text }
}
