import { clientEvents, type ClientEventName, type WireError } from '@otsy/protocol'
import { OtsyError } from '../../core/errors'
import type { Shedding } from '../../core/load/shedding'
import type { Logger } from '../../core/log'
import type { RateLimiter } from '../../core/rate-limits'
import type { AddressLimit } from '../address-limit'
import { refusalOf } from '../refusal'
import { workOfEvent } from '../work'
import type { Commands } from './commands'
import { checkedPayload } from './payload'
import { Strikes } from './strikes'
import type { ChatSocket } from './types'

export interface ReceivingOptions {
  readonly commands: Commands
  readonly limiter: RateLimiter
  readonly addresses: AddressLimit
  readonly shedding: Shedding
  readonly logger: Logger
}

type AnyCommand = (socket: ChatSocket, payload: unknown) => Promise<unknown>
type Answer = { ok: true; data: unknown } | { ok: false; error: WireError }

/** The one door for what people say: counted, checked, carried out and answered. */
export class Receiving {
  readonly #options: ReceivingOptions

  constructor(options: ReceivingOptions) {
    this.#options = options
  }

  /** Listens to a connection until it ends. */
  listen(socket: ChatSocket): void {
    const strikes = new Strikes()
    const { inFlight } = socket.data
    socket.use((said: readonly unknown[], next) => {
      const [event, first] = said
      const ack = said.length > 1 ? said.at(-1) : undefined
      const payload = typeof first === 'function' ? undefined : first
      // The answer belongs to it: a node that goes waits until it is given.
      const answer = (tell: () => void) => {
        try {
          tell()
        } finally {
          inFlight.leave()
        }
      }
      inFlight.enter()
      void this.#handle(socket, event, payload).then(
        (data) => answer(() => void reply(ack, { ok: true, data })),
        (cause: unknown) => answer(() => this.#refuse(socket, { event, ack, strikes, cause })),
      )
      // Everything is handled here; a known event's own listeners would see it unchecked.
      void next
    })
  }

  /** Awaits as little as it can: every step costs each message. */
  async #handle(socket: ChatSocket, event: unknown, payload: unknown): Promise<unknown> {
    const { limiter, addresses, shedding, commands } = this.#options
    const { leaving, session, address } = socket.data
    if (leaving !== undefined) throw leaving
    const { viewer } = session
    // A timer may come late; a token that is over is over.
    if (viewer.expiresAt <= Date.now()) throw new OtsyError('token_expired')
    // Before anything is looked at: a flood of nonsense is a flood.
    const counted = limiter.consume(viewer.userId, 1)
    if (counted !== null) await counted
    // Also against where it comes from, with what others do from there.
    const countedThere = addresses.count(address)
    if (countedThere !== null) await countedThere
    if (!isClientEvent(event)) {
      throw new OtsyError('invalid_input', { message: 'This server knows no such event.' })
    }
    const work = workOfEvent[event]
    if (work !== null) shedding.admit(work)
    const input = checkedPayload(event, payload)
    // The table ties each event to its schema and its command; one door for all cannot show it.
    const run = commands[event] as AnyCommand
    return await run(socket, input)
  }

  #refuse(
    socket: ChatSocket,
    {
      event,
      ack,
      strikes,
      cause,
    }: { event: unknown; ack: unknown; strikes: Strikes; cause: unknown },
  ): void {
    const error = refusalOf(cause, { logger: this.#options.logger, what: String(event) })
    if (!reply(ack, { ok: false, error })) {
      const { code, message } = error
      socket.emit('error', { code, message, event: String(event).slice(0, 64) })
    }
    if (error.code === 'rate_limited' && strikes.add(Date.now())) socket.disconnect(true)
  }
}

function isClientEvent(event: unknown): event is ClientEventName {
  return typeof event === 'string' && Object.hasOwn(clientEvents, event)
}

function reply(ack: unknown, answer: Answer): boolean {
  if (typeof ack !== 'function') return false
  ;(ack as (answer: Answer) => void)(answer)
  return true
}
