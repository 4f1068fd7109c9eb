import type { ConformanceRunner } from '../runner'

export interface Result {
  /** The describe blocks around the test, outermost first. */
  readonly path: readonly string[]
  readonly name: string
  readonly error: unknown
}

/** Collects what a suite declares and runs it when told, keeping failures instead of reporting them. */
export class CollectingRunner implements ConformanceRunner {
  readonly #path: string[] = []
  readonly #tests: { path: readonly string[]; name: string; body: () => Promise<void> }[] = []
  readonly #last: (() => Promise<void>)[] = []

  describe(name: string, body: () => void): void {
    this.#path.push(name)
    body()
    this.#path.pop()
  }

  it(name: string, body: () => Promise<void>): void {
    this.#tests.push({ path: [...this.#path], name, body })
  }

  afterAll(body: () => Promise<void>): void {
    this.#last.push(body)
  }

  async run(): Promise<Result[]> {
    const results: Result[] = []
    for (const { path, name, body } of this.#tests) {
      const error: unknown = await body().then(
        () => undefined,
        (thrown: unknown) => thrown ?? new Error('thrown without a value'),
      )
      results.push({ path, name, error })
    }
    for (const body of this.#last) await body()
    return results
  }
}
