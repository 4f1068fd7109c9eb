import type { Bus } from '../fanout/port'
import type { Directory } from '../identity/directory'
import type { Logger } from '../log'
import type { PresenceStore } from '../presence/port'
import { ReadFollower, type Attention } from './attention'
import { Deciding } from './deciding'
import { Delivering } from './delivering'
import type { ReadNotifications } from './model'
import type { NotificationStore } from './port'
import { Pump } from './pump'
import type { PushSender } from './sender'
import type { Templates } from './templates'

/** How often a node looks for work that another node left or that has become due. */
const LOOK_MS = 1_000
/** Between two looks at what chats have to tell, while they never fall silent. */
const REST_MS = 50
const SWEEP_MS = 60_000

export interface PipelineOptions {
  readonly store: NotificationStore<never>
  readonly sender: PushSender | null
  readonly leases: Pick<PresenceStore, 'looking'>
  readonly directory: Directory
  readonly bus: Bus
  readonly logger: Logger
  readonly templates: Templates | undefined
  readonly defaultLocale: string
  readonly site: string | null
  /** Milliseconds a notification is kept. */
  readonly keepMs: number
  readonly onRead: (read: ReadNotifications) => void
}

/**
 * The work between a cause and a push, in the background: decide, deliver, tidy. Everything it knows is in
 * the store, so it can be killed at any moment and shared by any number of nodes.
 */
export class NotificationPipeline implements Attention {
  readonly #deciding: Pump
  readonly #delivering: Pump | null
  readonly #sweeping: Pump
  readonly #sends: Delivering | null
  readonly #reads: ReadFollower

  constructor(options: PipelineOptions) {
    const { store, sender, logger, onRead, keepMs } = options
    const deciding = new Deciding({ ...options, keyHash: sender?.keyHash ?? null })
    this.#deciding = new Pump({
      ...{ name: 'deciding on notifications', everyMs: LOOK_MS, logger },
      restMs: REST_MS,
      turn: async () => {
        const { more, sent } = await deciding.turn()
        if (sent) this.#delivering?.wake()
        return more
      },
    })
    const delivering =
      sender && new Delivering({ ...options, sender, onRoom: () => this.#delivering?.wake() })
    this.#sends = delivering
    this.#delivering =
      delivering &&
      new Pump({
        ...{ name: 'sending pushes', everyMs: LOOK_MS, logger },
        turn: () => delivering.turn(),
      })
    this.#sweeping = new Pump({
      ...{ name: 'tidying notifications', everyMs: SWEEP_MS, logger },
      turn: async () => {
        const healed = await store.sweep({ keepMs })
        for (const read of healed) onRead(read)
        return false
      },
    })
    this.#reads = new ReadFollower({ store, onRead, logger })
  }

  start(): void {
    this.#deciding.start()
    this.#delivering?.start()
    this.#sweeping.start()
  }

  /** Waits for what is under way; what waits in the store goes on at the next start, or elsewhere. */
  async stop(): Promise<void> {
    await this.#reads.flush()
    await Promise.all([this.#deciding.stop(), this.#delivering?.stop(), this.#sweeping.stop()])
    await this.#sends?.settled()
  }

  /** There is something to decide on, or to send. */
  wake(): void {
    this.#deciding.wake()
    this.#delivering?.wake()
  }

  noticed(): void {
    this.#deciding.wake()
  }

  read(read: Parameters<Attention['read']>[0]): void {
    this.#reads.follow(read)
  }
}
