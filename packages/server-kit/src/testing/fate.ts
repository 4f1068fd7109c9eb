/** How often, from 0 to 1, a frame meets a misfortune; and how long one takes at most. */
export interface NetworkFaults {
  /** Vanishes. */
  readonly drop?: number
  /** Arrives twice. */
  readonly duplicate?: number
  /** Arrives after what was sent later. */
  readonly reorder?: number
  /** The connection ends with it. */
  readonly cut?: number
  /** Milliseconds a frame is under way at most; default 0. */
  readonly delay?: number
}

export type Direction = 'to server' | 'to client'

/** What became of a frame. */
export type Fate = 'passed' | 'dropped' | 'duplicated' | 'reordered' | 'cut' | 'lost in silence'

export interface Decision {
  readonly fate: Exclude<Fate, 'lost in silence'>
  /** Milliseconds it is under way. */
  readonly ms: number
  /** It holds up nothing that comes after it. */
  readonly isOvertaken: boolean
}

/** How much longer a frame takes that others overtake. */
const OVERTAKEN_MS = 50

/** What becomes of the next frame. It follows from the numbers drawn alone. */
export function decide(random: () => number, faults: NetworkFaults): Decision {
  const happens = (likelihood = 0) => likelihood > 0 && random() < likelihood
  if (happens(faults.drop)) return { fate: 'dropped', ms: 0, isOvertaken: false }
  if (happens(faults.cut)) return { fate: 'cut', ms: 0, isOvertaken: false }
  const isOvertaken = happens(faults.reorder)
  const delay = Math.floor((faults.delay ?? 0) * random())
  const ms = delay + (isOvertaken ? OVERTAKEN_MS : 0)
  const isDoubled = happens(faults.duplicate)
  return { fate: isDoubled ? 'duplicated' : isOvertaken ? 'reordered' : 'passed', ms, isOvertaken }
}

/** The same, when it is not left to chance. */
export function scriptedDecision(fate: Decision['fate']): Decision {
  const isOvertaken = fate === 'reordered'
  return { fate, ms: isOvertaken ? OVERTAKEN_MS : 0, isOvertaken }
}
