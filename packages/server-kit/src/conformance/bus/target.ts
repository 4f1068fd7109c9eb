import type { Bus } from '../../core/fanout/port'

/** A bus under test, and what can be done to it. */
export interface BusTarget {
  /** For the report. */
  readonly name: string
  /** A place of its own where buses meet; called once for each test. */
  create(): Promise<BusPlace>
  /** Whether buses of one place hear each other; false for the bus of a single node. */
  readonly severalNodes: boolean
  /** Whether places can be cut. */
  readonly cuts: boolean
}

export interface BusPlace {
  /** Another node's bus. The suite closes it. */
  connect(): Bus
  /** Takes the way between all nodes away; resolves when nothing passes. */
  cut?(): Promise<void>
  /** Gives it back; the buses find it by themselves. */
  mend?(): Promise<void>
  dispose(): Promise<void>
}
