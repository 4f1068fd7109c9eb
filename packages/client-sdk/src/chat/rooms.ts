import type { ChatRoom } from '../api/room'
import type { Environment, Timer } from '../environment'
import type { Change } from '../log/state'
import { ReadMarker, type ReadMarkerOptions } from './read-marker'
import { RoomCore, type RoomCoreOptions } from './room-core'

/** A chat this client has to do with. */
export interface Place {
  readonly core: RoomCore
  readonly room: ChatRoom
  readonly reading: ReadMarker
}

export interface RoomsOptions
  extends Pick<RoomCoreOptions, 'me' | 'unsent'>, Pick<ReadMarkerOptions, 'isOnline'> {
  readonly environment: Environment
  readonly leaveAfterMs: number
  readonly unreadOf: (chatId: string) => number
  readonly handle: (core: RoomCore) => ChatRoom
  readonly markRead: (chatId: string, upTo: number) => ReturnType<ReadMarkerOptions['mark']>
  readonly onRead: (chatId: string, answer: Awaited<ReturnType<ReadMarkerOptions['mark']>>) => void
  readonly onWanted: (core: RoomCore) => void
  readonly onLeft: (core: RoomCore) => void
  readonly onUnreadUse: (chatId: string) => void
  readonly onChanges: (changes: readonly Change[]) => void
}

/** All rooms by chat id. A room once made stays: the same id always gives the same handle. */
export class Rooms {
  readonly #options: RoomsOptions
  readonly #places = new Map<string, Place>()
  readonly #leaving = new Map<string, Timer>()

  constructor(options: RoomsOptions) {
    this.#options = options
  }

  all(): Place[] {
    return [...this.#places.values()]
  }

  cores(): RoomCore[] {
    return this.all().map(({ core }) => core)
  }

  /** Undefined: nothing here has ever asked for the chat. */
  find(chatId: string): Place | undefined {
    return this.#places.get(chatId)
  }

  get(chatId: string): Place {
    const known = this.#places.get(chatId)
    if (known !== undefined) return known
    const { options, core } = this.#makeCore(chatId)
    const reading = new ReadMarker({
      environment: options.environment,
      isOnline: options.isOnline,
      mark: (upTo) => options.markRead(chatId, upTo),
      onConfirmed: (answer) => options.onRead(chatId, answer),
    })
    const place = { core, reading, room: options.handle(core) }
    this.#places.set(chatId, place)
    return place
  }

  /** Stops leaving what is about to be left, and trying again what was refused. */
  close(): void {
    for (const { reading } of this.#places.values()) reading.close()
    for (const timer of this.#leaving.values()) this.#options.environment.clearTimer(timer)
    this.#leaving.clear()
  }

  #makeCore(chatId: string): { options: RoomsOptions; core: RoomCore } {
    const options = this.#options
    const core = new RoomCore({
      chatId,
      environment: options.environment,
      me: options.me,
      unsent: options.unsent,
      unreadOf: () => options.unreadOf(chatId),
      onUse: (used) => this.#use(core, used),
      onUnreadUse: () => options.onUnreadUse(chatId),
      onChanges: options.onChanges,
    })
    return { options, core }
  }

  /** A room left and watched again at once, as a page being rebuilt does, is never left at all. */
  #use(core: RoomCore, used: boolean): void {
    const { environment, leaveAfterMs, onWanted, onLeft } = this.#options
    const leaving = this.#leaving.get(core.chatId)
    if (leaving !== undefined) environment.clearTimer(leaving)
    this.#leaving.delete(core.chatId)
    if (used) return onWanted(core)
    const leave = () => {
      this.#leaving.delete(core.chatId)
      if (!core.isUsed) onLeft(core)
    }
    this.#leaving.set(core.chatId, environment.setTimer(leave, leaveAfterMs))
  }
}
