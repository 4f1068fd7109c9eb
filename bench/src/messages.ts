/** What travels between the three kinds of processes, all of it by Node's IPC. */

/** Main to a server. */
export type ServerCommand =
  | { readonly type: 'usage' | 'stored' | 'stop' }
  /** Begins a CPU profile, or ends it into a file. */
  | { readonly type: 'profile'; readonly into?: string }

/** A server to main. */
export type ServerReport =
  | { readonly type: 'ready'; readonly port: number; readonly chatIds: readonly string[] }
  /** CPU time of the process since its start, in microseconds. */
  | { readonly type: 'usage'; readonly cpu: number }
  /** Messages in the store; 0 where nothing is stored. */
  | { readonly type: 'stored'; readonly count: number }

/** What one contender is put through. Durations in milliseconds. */
export type Phase = { readonly name: string; readonly warmUp: number; readonly measure: number } &
  /** `settle`: most milliseconds to wait, after the warm-up, until throughput grows no more. */
  (
    | { readonly kind: 'closed'; readonly inFlight: number; readonly settle: number }
    /** `rate` sends per second over all sockets, at times set beforehand. */
    | { readonly kind: 'open'; readonly rate: number }
  )

export interface LoadPlan {
  readonly type: 'plan'
  readonly port: number
  /** Where the second person of each chat connects; the same place unless given. */
  readonly otherPort?: number
  readonly chatIds: readonly string[]
  readonly phases: readonly Phase[]
}

export interface PhaseFigures {
  readonly acknowledged: number
  readonly refused: number
  readonly firstRefusal: string | null
  /** Milliseconds in which the acknowledged sends came. */
  readonly elapsed: number
  /** Milliseconds from a send (in an open loop: from when it was due) to the other side. */
  readonly delivery: Latencies
  /** CPU time of the load process in the window, in microseconds. */
  readonly cpu: number
}

export interface Latencies {
  readonly count: number
  readonly p50: number
  readonly p99: number
  readonly max: number
}

/** The load process to main: the window of a phase opens, closes. */
export type LoadReport =
  | { readonly type: 'connected' }
  | { readonly type: 'begin'; readonly phase: string }
  | { readonly type: 'end'; readonly phase: string; readonly figures: PhaseFigures }
  | { readonly type: 'done' }
