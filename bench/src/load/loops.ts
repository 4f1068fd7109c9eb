import { randomUUID } from 'node:crypto'
import type { Person } from './person'
import type { Recorder } from './recorder'

export interface Loop {
  /** Sends no more, and resolves when the last answer is there. */
  stop(): Promise<void>
}

export interface LoopOptions {
  readonly people: readonly Person[]
  readonly recorder: Recorder
}

/** Every person keeps `inFlight` sends without an answer. */
export function closedLoop({ people, recorder }: LoopOptions, inFlight: number): Loop {
  const sending = new Sending(recorder)
  let running = true
  const next = (person: Person) => {
    if (running) sending.send(person, performance.now(), () => next(person))
  }
  for (const person of people) for (let index = 0; index < inFlight; index++) next(person)
  return {
    stop() {
      running = false
      return sending.drained()
    },
  }
}

/**
 * Sends at times that were set beforehand, `rate` a second, one person after the other, no matter
 * how long answers take. A send that leaves late counts from when it was due, so a pause of the
 * server or of this process is in the figures and not omitted from them.
 */
export function openLoop({ people, recorder }: LoopOptions, rate: number): Loop {
  const sending = new Sending(recorder)
  const began = performance.now()
  let due = 0
  const timer = setInterval(() => {
    const now = performance.now()
    for (let at = began + (due * 1000) / rate; at <= now; at = began + (due * 1000) / rate) {
      const person = people[due++ % people.length]
      if (person) sending.send(person, at, () => undefined)
    }
  }, 1)
  return {
    stop() {
      clearInterval(timer)
      return sending.drained()
    },
  }
}

class Sending {
  // Keys of one process never meet those of another on the same database.
  readonly #run = randomUUID().slice(0, 13)
  readonly #recorder: Recorder
  #count = 0
  #underWay = 0
  #empty: (() => void) | null = null

  constructor(recorder: Recorder) {
    this.#recorder = recorder
  }

  send(person: Person, at: number, answered: () => void): void {
    const key = `${this.#run}-${this.#count++}`
    this.#underWay++
    this.#recorder.sent(key, at)
    person.send(key, (answer) => {
      this.#underWay--
      this.#recorder.answered(answer)
      answered()
      if (this.#underWay === 0) this.#empty?.()
    })
  }

  async drained(): Promise<void> {
    if (this.#underWay > 0) await new Promise<void>((resolve) => (this.#empty = resolve))
  }
}
