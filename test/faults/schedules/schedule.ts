import type { DeathMoment, Direction, NetworkFaults } from '@otsy/server-kit/testing'

/** What is done at one moment of a schedule. People, devices, chats and nodes go by their index. */
export type Action =
  | { readonly do: 'send'; readonly device: number; readonly chat: number; readonly count: number }
  /** `pick`, from 0 to 1, chooses among the messages the device shows at that moment. */
  | {
      readonly do: 'edit' | 'delete' | 'react' | 'unreact'
      readonly device: number
      readonly chat: number
      readonly pick: number
    }
  | { readonly do: 'read' | 'type'; readonly device: number; readonly chat: number }
  /** The app is closed, and opened anew with the outbox it left. */
  | { readonly do: 'reload' | 'shut' | 'open'; readonly device: number }
  | { readonly do: 'offline' | 'online' | 'cut' | 'hear'; readonly device: number }
  | { readonly do: 'silence'; readonly device: number; readonly direction?: Direction }
  | { readonly do: 'skew'; readonly device: number; readonly ms: number }
  | { readonly do: 'network'; readonly faults: NetworkFaults }
  | { readonly do: 'kill'; readonly node: number; readonly moment?: DeathMoment }
  /** `drain`: ends in an orderly way, and comes back. */
  | { readonly do: 'restart' | 'drain'; readonly node: number }
  | { readonly do: 'cut bus' | 'heal bus'; readonly node: number }
  | { readonly do: 'step clock'; readonly ms: number }
  | { readonly do: 'remove' | 'add'; readonly person: number; readonly chat: number }
  | { readonly do: 'close chat' | 'reopen chat' | 'order'; readonly chat: number }
  | { readonly do: 'revoke'; readonly person: number }

export type Step = Action & {
  /** Milliseconds after the step before. */
  readonly after: number
}

/** Everything a run does, but for what becomes of each frame, which follows from the seed. */
export interface Schedule {
  readonly seed: number
  readonly nodes: number
  readonly people: number
  /** To whom each device belongs. */
  readonly devices: readonly number[]
  /** Who is in each chat at first; the first two opened it. */
  readonly chats: readonly (readonly number[])[]
  readonly faults: NetworkFaults
  readonly steps: readonly Step[]
  /** The bus is away while it is checked that changes come in time. */
  readonly endsWithoutBus: boolean
}
