/** What travels between the processes of the push part, all of it by Node's IPC. */

/** Main to the push service. */
export type ServiceOrder =
  | { readonly do: 'serve'; readonly key: string; readonly cert: string }
  /** And begin anew with which push was the first. */
  | { readonly do: 'report' }

/** The push service to main. */
export type ServiceReport =
  | { readonly is: 'serving'; readonly origin: string }
  | {
      readonly is: 'report'
      readonly taken: number
      /** `performance.timeOrigin + performance.now()` of the first since the last report. */
      readonly firstAt: number | null
      readonly connections: number
      readonly cpuMicros: number
    }

/** Main to a sender. Durations in milliseconds. */
export interface SenderOrder {
  readonly do: 'send'
  readonly inFlight: number
  readonly warmUp: number
  readonly measure: number
}

/** A sender to main. */
export type SenderReport =
  | { readonly is: 'ready' }
  | {
      readonly is: 'sent'
      readonly count: number
      /** With the warm-up. */
      readonly inAll: number
      readonly elapsedMs: number
      readonly cpuMicros: number
    }

/** Main to the server of the broadcast. */
export interface BroadcastOrder {
  readonly do: 'broadcast'
}

/** The server of the broadcast to main. */
export type BroadcastReport =
  | { readonly is: 'ready' }
  | {
      readonly is: 'answered'
      readonly beganAt: number
      readonly afterMs: number
      readonly total: number
    }
  | {
      readonly is: 'sample'
      readonly atMs: number
      readonly sent: number
      readonly rssMb: number
      readonly heapMb: number
    }
  | { readonly is: 'done'; readonly tookMs: number; readonly cpuMicros: number }

/** What every process here is told about the push service and itself. */
export interface Place {
  readonly origin: string
  readonly ca: string
  readonly publicKey: string
  readonly privateKey: string
}

export interface BroadcastPlan {
  readonly place: Place
  /** Thousands of them. */
  readonly people: number
  /** Of a PostgreSQL. */
  readonly database: string
}
