/** One setting that keeps the server from starting: which, why, and how to mend it. */
export interface Fault {
  readonly setting: string
  readonly why: string
  readonly mend: string
}

/** Thrown with everything that is wrong at once, so that nobody mends one setting at a time. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError'
  readonly faults: readonly Fault[]

  constructor(faults: readonly Fault[]) {
    const lines = faults.map(({ setting, why, mend }) => `  ${setting} ${why}\n    ${mend}`)
    super(`The server cannot start:\n${lines.join('\n')}`)
    this.faults = faults
  }
}
