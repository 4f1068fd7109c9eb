import type { Message } from '@otsy/protocol'

/** The promises of the kit by their numbers; docs and errors cite the same. */
export type PromiseName =
  'G1' | 'G2' | 'G3' | 'G4' | 'G5' | 'G6' | 'G7' | 'G8' | 'G9' | 'G10' | 'G11'

/** What somebody asked for. */
export interface Operation {
  readonly kind: 'send' | 'edit' | 'delete' | 'react' | 'read' | 'join' | 'leave' | 'order'
  readonly chat: string
  readonly person: string
  readonly device: string
  /** Of a send: what names it. */
  readonly clientId?: string
  /** Of a send or an edit. */
  readonly body?: string
}

/** One line of a history. What comes later stands later; `at` is in milliseconds since the test began. */
export type HistoryEvent =
  | { readonly type: 'invoke'; readonly at: number; readonly id: number; readonly op: Operation }
  | {
      readonly type: 'ok'
      readonly at: number
      readonly id: number
      /** What the answer said of it. */
      readonly message?: Message
      /** Of a read mark. */
      readonly readSeq?: number
    }
  | { readonly type: 'fail'; readonly at: number; readonly id: number; readonly code: string }
  /** Nobody knows whether it was done: a time-out, a broken connection. */
  | { readonly type: 'unknown'; readonly at: number; readonly id: number }
  /** The store has it. */
  | {
      readonly type: 'commit'
      readonly at: number
      readonly chat: string
      readonly message: Message
    }
  /** From this number of the chat on a person is a member no more, or is one again. */
  | {
      readonly type: 'removed' | 'added'
      readonly at: number
      readonly chat: string
      readonly person: string
      readonly seq: number
    }
  /** An app was told of a change. */
  | {
      readonly type: 'seen'
      readonly at: number
      readonly device: string
      readonly person: string
      readonly chat: string
      readonly kind: 'new' | 'updated'
      readonly message: Message
    }
  /** An app begins to show a chat; of changes up to this number it is not told. */
  | {
      readonly type: 'loaded'
      readonly at: number
      readonly device: string
      readonly chat: string
      readonly upTo: number
    }
  /** An app was told that it cannot know all it missed: what it saw before counts no more. */
  | { readonly type: 'reset'; readonly at: number; readonly device: string; readonly chat: string }
  /** An app was told how far somebody has read. */
  | {
      readonly type: 'read'
      readonly at: number
      readonly device: string
      readonly chat: string
      readonly person: string
      readonly readSeq: number
    }
  /** A device is joined to a chat over a connection without faults, or is so no more. */
  | {
      readonly type: 'watching' | 'away'
      readonly at: number
      readonly device: string
      readonly person: string
      readonly chat: string
    }
  /** A push went out; `readSeq`: how far its reader had read at that moment. */
  | {
      readonly type: 'push'
      readonly at: number
      readonly person: string
      readonly endpoint: string
      readonly notificationId: string
      readonly chat: string
      readonly seq: number
      readonly readSeq: number
    }
  /** What calls for a push was committed. */
  | {
      readonly type: 'notify'
      readonly at: number
      readonly person: string
      readonly endpoint: string
      readonly notificationId: string
      /** Read before it could be sent, or the endpoint is gone. */
      readonly isMoot: boolean
    }

/** One chat as it stands after healing. */
export interface StoredChat {
  readonly id: string
  readonly head: number
  readonly messages: readonly Message[]
  readonly members: readonly {
    readonly person: string
    readonly readSeq: number
    readonly unread: number
    /** Counted from the messages themselves. */
    readonly countedUnread: number
    readonly visibleFrom: number
  }[]
}

/** What one app shows of one chat after healing. */
export interface ShownChat {
  readonly device: string
  readonly person: string
  readonly chat: string
  readonly isReady: boolean
  /** Frames to it were lost on a standing connection: it may not know that it was put out. */
  readonly mayBeStale?: boolean
  /** Unread messages as the app counts them; left out where it does not. */
  readonly unread?: number
  readonly messages: readonly Message[]
  /** Own messages that are neither stored nor refused. */
  readonly pending: number
  /** The first number shown; what is older has not been loaded. */
  readonly from: number
}

/** What a member reads over REST after healing. */
export interface ReadChat {
  readonly person: string
  readonly chat: string
  readonly messages: readonly Message[]
}

export interface History {
  readonly events: readonly HistoryEvent[]
  readonly stored: readonly StoredChat[]
  readonly shown: readonly ShownChat[]
  readonly read: readonly ReadChat[]
  /** Milliseconds within which whoever watches has a change (G7). */
  readonly withinMs: number
}

export interface Violation {
  readonly promise: PromiseName
  /** What is wrong, in words. */
  readonly what: string
  /** The lines of the history that show it. */
  readonly trace: readonly HistoryEvent[]
}
