import type { DeathMoment, NetworkFaults } from '@otsy/server-kit/testing'
import type { Action, Schedule } from './schedule'

export interface GenerateOptions {
  readonly seed: number
  /** Servers; default 1 to 3. */
  readonly nodes?: number | undefined
}

/** A schedule that follows from the seed alone. */
export function generateSchedule({ seed, nodes: wanted }: GenerateOptions): Schedule {
  const dice = new Dice(seed)
  const nodes = wanted ?? 1 + dice.below(3)
  const people = 2 + dice.below(3)
  const devices = Array.from({ length: people }, (_, person) => person)
  for (let more = dice.below(3); more > 0; more--) devices.push(dice.below(people))
  const everyone = devices.slice(0, people)
  const chats = Array.from({ length: 1 + dice.below(3) }, () =>
    dice.shuffled(everyone).slice(0, 2 + dice.below(people - 1)),
  )
  const shape = { nodes, people, devices: devices.length, chats: chats.length }
  const faults = faultsOf(dice)
  const count = 15 + dice.below(40)
  const steps = Array.from({ length: count }, () => ({
    after: dice.happens(0.3) ? 0 : Math.floor(dice.below(60) ** 2),
    ...actionOf(dice, shape),
  }))
  const endsWithoutBus = nodes > 1 && dice.happens(0.5)
  return { seed, nodes, people, devices, chats, faults, steps, endsWithoutBus }
}

interface Shape {
  readonly nodes: number
  readonly people: number
  readonly devices: number
  readonly chats: number
}

/** How often each kind of action comes, and one of it. */
const actions: readonly (readonly [number, (dice: Dice, shape: Shape) => Action])[] = [
  [30, (dice, shape) => ({ do: 'send', ...place(dice, shape), count: 1 + dice.below(4) })],
  [7, (dice, shape) => ({ do: 'edit', ...place(dice, shape), pick: dice.next() })],
  [4, (dice, shape) => ({ do: 'delete', ...place(dice, shape), pick: dice.next() })],
  [5, (dice, shape) => ({ do: 'react', ...place(dice, shape), pick: dice.next() })],
  [2, (dice, shape) => ({ do: 'unreact', ...place(dice, shape), pick: dice.next() })],
  [9, (dice, shape) => ({ do: 'read', ...place(dice, shape) })],
  [2, (dice, shape) => ({ do: 'type', ...place(dice, shape) })],
  [3, (dice, shape) => ({ do: 'reload', device: dice.below(shape.devices) })],
  [2, (dice, shape) => ({ do: 'shut', device: dice.below(shape.devices) })],
  [4, (dice, shape) => ({ do: 'open', device: dice.below(shape.devices) })],
  [3, (dice, shape) => ({ do: 'offline', device: dice.below(shape.devices) })],
  [5, (dice, shape) => ({ do: 'online', device: dice.below(shape.devices) })],
  [4, (dice, shape) => ({ do: 'cut', device: dice.below(shape.devices) })],
  [3, (dice, shape) => silence(dice, shape)],
  [4, (dice, shape) => ({ do: 'hear', device: dice.below(shape.devices) })],
  [2, (dice, shape) => ({ do: 'skew', device: dice.below(shape.devices), ms: hours(dice) })],
  [3, (dice) => ({ do: 'network', faults: faultsOf(dice) })],
  [4, (dice, shape) => kill(dice, shape)],
  [4, (dice, shape) => ({ do: 'restart', node: dice.below(shape.nodes) })],
  [1, (dice, shape) => ({ do: 'drain', node: dice.below(shape.nodes) })],
  [3, (dice, shape) => ({ do: 'cut bus', node: dice.below(shape.nodes) })],
  [3, (dice, shape) => ({ do: 'heal bus', node: dice.below(shape.nodes) })],
  [1, (dice) => ({ do: 'step clock', ms: hours(dice) })],
  [3, (dice, shape) => ({ do: 'remove', ...seat(dice, shape) })],
  [4, (dice, shape) => ({ do: 'add', ...seat(dice, shape) })],
  [1, (dice, shape) => ({ do: 'close chat', chat: dice.below(shape.chats) })],
  [2, (dice, shape) => ({ do: 'reopen chat', chat: dice.below(shape.chats) })],
  [3, (dice, shape) => ({ do: 'order', chat: dice.below(shape.chats) })],
  [1, (dice, shape) => ({ do: 'revoke', person: dice.below(shape.people) })],
]
const weight = actions.reduce((sum, [times]) => sum + times, 0)

function actionOf(dice: Dice, shape: Shape): Action {
  let left = dice.below(weight)
  for (const [times, make] of actions) {
    if (left < times) return make(dice, shape)
    left -= times
  }
  throw new Error('The weights do not add up.')
}

function place(dice: Dice, shape: Shape) {
  return { device: dice.below(shape.devices), chat: dice.below(shape.chats) }
}

function seat(dice: Dice, shape: Shape) {
  return { person: dice.below(shape.people), chat: dice.below(shape.chats) }
}

function silence(dice: Dice, shape: Shape): Action {
  const device = dice.below(shape.devices)
  const direction = dice.of(['to server', 'to client', undefined] as const)
  return { do: 'silence', device, ...(direction && { direction }) }
}

const moments: readonly DeathMoment[] = [
  { method: 'append', moment: 'before' },
  { method: 'append', moment: 'after' },
  { method: 'amend', moment: 'after' },
  { method: 'revise', moment: 'after' },
  { method: 'advanceRead', moment: 'after' },
  { method: 'changesSince', moment: 'before' },
]

function kill(dice: Dice, shape: Shape): Action {
  const node = dice.below(shape.nodes)
  return dice.happens(0.5) ? { do: 'kill', node } : { do: 'kill', node, moment: dice.of(moments) }
}

/** Up to an hour forward or back. */
function hours(dice: Dice): number {
  return Math.floor((dice.next() - 0.5) * 7_200_000)
}

function faultsOf(dice: Dice): NetworkFaults {
  if (dice.happens(0.2)) return {}
  const some = (most: number) => (dice.happens(0.5) ? dice.next() * most : 0)
  return {
    ...{ drop: some(0.05), duplicate: some(0.2), reorder: some(0.2), cut: some(0.02) },
    delay: Math.floor(some(400)),
  }
}

/** Chance that follows from a seed. */
class Dice {
  #state: number

  constructor(seed: number) {
    this.#state = (seed * 2_654_435_761) >>> 0
  }

  /** From 0 up to 1. */
  next(): number {
    // xorshift32; never 0, where it would stay.
    this.#state ||= 0x9e3779b9
    this.#state ^= this.#state << 13
    this.#state ^= this.#state >>> 17
    this.#state = (this.#state ^ (this.#state << 5)) >>> 0
    return this.#state / 4_294_967_296
  }

  below(count: number): number {
    return Math.floor(this.next() * count)
  }

  happens(likelihood: number): boolean {
    return this.next() < likelihood
  }

  of<T>(choices: readonly T[]): T {
    const choice = choices[this.below(choices.length)]
    if (choice === undefined && choices.length === 0) throw new Error('Nothing to choose from.')
    return choice as T
  }

  shuffled<T>(items: readonly T[]): T[] {
    const rest = [...items]
    return items.map(() => rest.splice(this.below(rest.length), 1)[0] as T)
  }
}
