import type { Notification } from '@otsy/protocol'
import type { Bus } from '../fanout/port'
import type { Directory } from '../identity/directory'
import type { Logger } from '../log'
import type { PresenceStore } from '../presence/port'
import { byHalves, nameOf } from './by-halves'
import { chatContent } from './chat-content'
import { judge } from './judge'
import { kindRules } from './kinds'
import type { Decision, NotificationContent, Undecided } from './model'
import type { NotificationStore } from './port'
import type { Templates } from './templates'

/** Rows of one turn: few enough that a turn is over in a moment, many enough that a broadcast moves. */
const AT_ONCE = 500
const CHATS_AT_ONCE = 100
/** Longer than a turn ever takes; what a killed node held is judged by another after it. */
const LEASE_MS = 30_000

export interface DecidingOptions {
  readonly store: NotificationStore<never>
  readonly leases: Pick<PresenceStore, 'looking'>
  readonly directory: Directory
  readonly bus: Bus
  readonly templates: Templates | undefined
  readonly defaultLocale: string
  readonly logger: Logger
  /** Of the VAPID key; null when nothing can be sent. */
  readonly keyHash: string | null
}

/** From what happened to whether, when and with which words a person is told. */
export class Deciding {
  readonly #options: DecidingOptions

  constructor(options: DecidingOptions) {
    this.#options = options
  }

  /**
   * One part of the work; `sent`: whether something is to go out now. `more` is `soon` where chats had
   * something to tell: they may again, and are looked at together.
   */
  async turn(): Promise<{ readonly more: boolean | 'soon'; readonly sent: boolean }> {
    const { store, bus } = this.#options
    const chats = await store.collect(CHATS_AT_ONCE)
    const expanded = await store.expand(AT_ONCE)
    const undecided = await store.claimUndecided(AT_ONCE, LEASE_MS)
    const isFull = chats === CHATS_AT_ONCE || expanded > 0 || undecided.length === AT_ONCE
    const more = isFull || (chats > 0 && 'soon')
    if (undecided.length === 0) return { more, sent: false }

    const written = await this.#write(await this.#judgeAll(undecided))
    for (const { decision, notification } of written) {
      // What nobody is to see yet is told to nobody.
      if (notification === null || !isToldOf(decision)) continue
      bus.publish({ kind: 'notification', notification })
    }
    return { more, sent: written.some(({ decision }) => decision.outcome === 'send') }
  }

  /** One that the store cannot keep ends as `failed`: waiting would not mend it. */
  #write(decisions: readonly Decision[]): Promise<readonly Written[]> {
    const write = async (some: readonly Decision[]): Promise<Written[]> => {
      const decided = await this.#options.store.decide(some)
      return some.map((decision, i) => ({ decision, notification: decided[i] ?? null }))
    }
    return byHalves(decisions, write, (one, cause) => write([this.#failed(one, cause)]))
  }

  #failed({ id, claim }: Pick<Decision, 'id' | 'claim'>, cause: unknown): Decision {
    const fields = { notification_id: id, fault: nameOf(cause) }
    this.#options.logger.error(fields, 'a notification cannot be decided on; it ends as failed')
    const steps = [{ step: 'decision', outcome: 'failed' }] as const
    return { id, claim, steps, outcome: 'drop', state: 'failed' }
  }

  async #judgeAll(undecided: readonly Undecided[]): Promise<Decision[]> {
    const { directory } = this.#options
    const inChats = undecided.flatMap(({ user_id, chat }) =>
      chat === null ? [] : [{ userId: user_id, chatId: chat.chat_id }],
    )
    const senders = undecided.flatMap(({ chat }) => chat?.message?.sender_id ?? [])
    const people = [...new Set([...senders, ...undecided.map(({ user_id }) => user_id)])]
    const [looking, infos] = await Promise.all([
      this.#looking(inChats),
      // Without a chat nobody is named, and the host need not be asked about everyone of a broadcast.
      inChats.length === 0 ? new Map<string, never>() : directory.lookUp(people),
    ])
    const isLooking = new Set(
      inChats.flatMap(({ userId, chatId }, i) => (looking[i] ? [keyOf(userId, chatId)] : [])),
    )
    return undecided.map((one) => {
      const looks = one.chat !== null && isLooking.has(keyOf(one.user_id, one.chat.chat_id))
      const locale =
        one.preferences?.locale ??
        one.locale ??
        infos.get(one.user_id)?.locale ??
        this.#options.defaultLocale
      const sender = infos.get(one.chat?.message?.sender_id ?? '')?.name ?? ''
      try {
        return this.#decide(one, looks, { locale, sender })
      } catch (cause) {
        return this.#failed(one, cause)
      }
    })
  }

  #decide(
    one: Undecided,
    isLooking: boolean,
    words: { readonly locale: string; readonly sender: string },
  ): Decision {
    const { steps, ...verdict } = judge(one, isLooking)
    const named = { id: one.id, claim: one.claim, steps }
    if (verdict.outcome === 'drop') return { ...named, ...verdict }
    const count = one.chat?.count ?? 1
    if (verdict.outcome === 'defer' && verdict.because === 'looking') {
      return { ...named, ...verdict, content: null, count }
    }
    const content = one.content ?? this.#written(one, words)
    if (content === null) {
      // A fault of the store; waiting would not mend it, and must not hold up the others.
      return { ...named, outcome: 'drop', state: 'cancelled' }
    }
    if (verdict.outcome === 'defer') return { ...named, ...verdict, content, count }
    const { keyHash } = this.#options
    const { urgency } = kindRules[one.kind]
    return { ...named, outcome: 'send', content, count, urgency, key_hash: keyHash }
  }

  #written(
    { chat }: Undecided,
    words: { readonly locale: string; readonly sender: string },
  ): NotificationContent | null {
    const message = chat?.message ?? null
    if (chat === null || message === null) return null
    const { templates, logger } = this.#options
    return chatContent(chat, message, { ...words, templates, logger })
  }

  /** One push too many is better than none: where nobody can say, nobody is looking. */
  async #looking(pairs: Parameters<PresenceStore['looking']>[0]): Promise<boolean[]> {
    try {
      return await this.#options.leases.looking(pairs)
    } catch (cause) {
      this.#options.logger.warn({ err: cause }, 'who is looking at their chats is not known')
      return pairs.map(() => false)
    }
  }
}

interface Written {
  readonly decision: Decision
  /** null for a stale claim. */
  readonly notification: Notification | null
}

function isToldOf(decision: Decision): boolean {
  return (
    decision.outcome === 'send' ||
    (decision.outcome === 'defer' && decision.because === 'quiet_hours')
  )
}

function keyOf(userId: string, chatId: string): string {
  return `${chatId} ${userId}`
}
