import type { PhaseFigures } from '../messages'
import { latencies } from '../statistics'

/** Times of sends under way, and what was measured while the window is open. Milliseconds. */
export class Recorder {
  readonly #began = new Map<string, number>()
  #samples: number[] = []
  #acknowledged = 0
  #total = 0
  #refused = 0
  #firstRefusal: string | null = null
  #open: { readonly at: number; readonly cpu: NodeJS.CpuUsage } | null = null

  /** `at`: when the send was made, or when it was due. */
  sent(sendKey: string, at: number): void {
    this.#began.set(sendKey, at)
  }

  delivered(sendKey: string): void {
    const began = this.#began.get(sendKey)
    if (began === undefined) return
    this.#began.delete(sendKey)
    if (this.#open) this.#samples.push(performance.now() - began)
  }

  answered(answer: { readonly ok: boolean; readonly error?: unknown }): void {
    if (!answer.ok) {
      this.#refused++
      this.#firstRefusal ??= JSON.stringify(answer.error)
      return
    }
    this.#total++
    if (this.#open) this.#acknowledged++
  }

  /** Acknowledged since the process began, in a window or not. */
  get total(): number {
    return this.#total
  }

  begin(): void {
    this.#samples = []
    this.#acknowledged = 0
    this.#open = { at: performance.now(), cpu: process.cpuUsage() }
  }

  end(): PhaseFigures {
    if (!this.#open) throw new Error('The window was not opened.')
    const { user, system } = process.cpuUsage(this.#open.cpu)
    const elapsed = performance.now() - this.#open.at
    this.#open = null
    return {
      acknowledged: this.#acknowledged,
      refused: this.#refused,
      firstRefusal: this.#firstRefusal,
      elapsed,
      delivery: latencies(this.#samples),
      cpu: user + system,
    }
  }
}
