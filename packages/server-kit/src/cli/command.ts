/** Where a command writes; a test gives its own. */
export interface Output {
  out(text: string): void
  err(text: string): void
}

export interface Command {
  /** One line. */
  readonly summary: string
  readonly help: string
  /** Answers the exit code: 0 done, 1 failed. Throws a `UsageError` for arguments it does not know. */
  run(args: readonly string[], output: Output): number | Promise<number>
}

/** Arguments that make no sense; the message says which. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}
