import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises'
import { OtsyError } from '../../core/errors'
import { Turns } from '../../core/turns'
import { bufferedBy } from './outbound-cap'
import type { ChatSocket } from './types'

/** Made at once: for one connection, and for one person on all of theirs. */
const OF_CONNECTION = 4
const OF_PERSON = 8
/** What a connection may have asked for beside those. An app joins each of its chats at once. */
const MOST_WAITING = 1_000
/** `sync` is one question about everything. */
const MOST_SYNCS_WAITING = 4
/** Nothing more is made for a connection that has so many bytes to read. */
const UNREAD_BYTES = 2 ** 20
const LOOK_AGAIN_MS = 50
const RETRY_AFTER_MS = 1_000

/**
 * Answers made of many messages: they are made for one connection, and for one person, a few at a time,
 * and not before the connection has read the ones before. So whoever asks without end, or without
 * reading, costs their own time and not this node's memory.
 */
export class LargeAnswers {
  readonly #syncs = new Turns(1)
  readonly #ofConnection = new Turns(OF_CONNECTION)
  readonly #ofPerson = new Turns(OF_PERSON)

  /** Rejects with `overloaded` when too many wait. */
  async join<T>(socket: ChatSocket, make: () => Promise<T>): Promise<T> {
    if (this.#ofConnection.waiting(socket.id) >= MOST_WAITING) throw tooMany()
    return await this.#make(socket, make)
  }

  async sync<T>(socket: ChatSocket, make: () => Promise<T>): Promise<T> {
    if (this.#syncs.waiting(socket.id) >= MOST_SYNCS_WAITING) throw tooMany()
    return await this.#syncs.run(socket.id, () => this.#make(socket, make))
  }

  #make<T>(socket: ChatSocket, make: () => Promise<T>): Promise<T> {
    return this.#ofConnection.run(socket.id, async () => {
      // What was made before this is written in the turn after the next one.
      await turn()
      await turn()
      while (socket.connected && bufferedBy(socket.conn.transport) > UNREAD_BYTES) {
        await sleep(LOOK_AGAIN_MS)
      }
      if (!socket.connected) {
        throw new OtsyError('unauthenticated', { message: 'The socket is gone.' })
      }
      return await this.#ofPerson.run(socket.data.session.viewer.userId, make)
    })
  }
}

function tooMany(): OtsyError {
  const message = 'Too many such questions wait for an answer; ask again later.'
  return new OtsyError('overloaded', { message, retryAfterMs: RETRY_AFTER_MS })
}
