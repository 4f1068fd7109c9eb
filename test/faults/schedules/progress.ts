/** How often a long run says where it stands. */
const EVERY_MS = 10_000

/** Counts what is done, and says so on stderr now and then. */
export class Progress {
  readonly #total: number
  readonly #began = performance.now()
  readonly #timer: NodeJS.Timeout
  #done = 0
  #frames = 0
  #virtualMs = 0

  constructor(total: number) {
    this.#total = total
    this.#timer = setInterval(() => this.#tell(), EVERY_MS)
    this.#timer.unref()
  }

  done({ frames, elapsed }: { readonly frames: number; readonly elapsed: number }): void {
    this.#done++
    this.#frames += frames
    this.#virtualMs += elapsed
  }

  line(text: string): void {
    console.error(text)
  }

  end(): void {
    clearInterval(this.#timer)
    const hours = (this.#virtualMs / 3_600_000).toFixed(1)
    const seconds = ((performance.now() - this.#began) / 1_000).toFixed(1)
    const all = `${this.#done} of ${this.#total} schedules kept every promise`
    console.log(`${all}: ${this.#frames} frames, ${hours} h of their time, in ${seconds} s`)
  }

  #tell(): void {
    const seconds = (performance.now() - this.#began) / 1_000
    const rate = this.#done / seconds
    const left = rate > 0 ? Math.round((this.#total - this.#done) / rate) : Infinity
    const eta = Number.isFinite(left) ? `about ${Math.ceil(left / 60)} min left` : 'just begun'
    console.error(`${this.#done}/${this.#total} schedules, ${rate.toFixed(1)} a second, ${eta}`)
  }
}
