import type { DeliveryRow, DeviceRow } from './rows'

/** Pushes that have not gone out, by push service. */
export class Outgoing {
  readonly #byId = new Map<string, DeliveryRow>()
  /** By origin of the push service; the one served last stands last. */
  readonly #queues = new Map<string, Set<DeliveryRow>>()

  get(id: string): DeliveryRow | undefined {
    return this.#byId.get(id)
  }

  add(row: DeliveryRow): void {
    this.#byId.set(row.id, row)
    row.notification.deliveries.add(row)
    row.device.deliveries.add(row)
    this.#queue(row)
  }

  drop(row: DeliveryRow): void {
    this.#byId.delete(row.id)
    row.notification.deliveries.delete(row)
    row.device.deliveries.delete(row)
    this.#unqueue(row)
  }

  postpone(row: DeliveryRow, until: number): void {
    row.due_at = until
    row.lease_until = 0
    // Behind those that wait already.
    this.#unqueue(row)
    this.#queue(row)
  }

  /** The device has moved to another push service. */
  move(device: DeviceRow): void {
    for (const row of device.deliveries) {
      this.#unqueue(row)
      row.service = device.service
      this.#queue(row)
    }
  }

  /** One of each push service in turn, longest waiting first. */
  *due(now: number, except: readonly string[]): Generator<DeliveryRow> {
    let turns = [...this.#queues]
      .filter(([origin]) => !except.includes(origin))
      .map(([origin, queue]) => ({ origin, queue, rows: dueIn(queue, now) }))
    while (turns.length > 0) {
      const left: typeof turns = []
      for (const turn of turns) {
        const next = turn.rows.next()
        if (next.done === true) continue
        this.#queues.delete(turn.origin)
        this.#queues.set(turn.origin, turn.queue)
        left.push(turn)
        yield next.value
      }
      turns = left
    }
  }

  #queue(row: DeliveryRow): void {
    const queue = this.#queues.get(row.service)
    if (queue === undefined) this.#queues.set(row.service, new Set([row]))
    else queue.add(row)
  }

  #unqueue(row: DeliveryRow): void {
    const queue = this.#queues.get(row.service)
    queue?.delete(row)
    if (queue?.size === 0) this.#queues.delete(row.service)
  }
}

function* dueIn(queue: ReadonlySet<DeliveryRow>, now: number): Generator<DeliveryRow> {
  for (const row of queue) if (row.due_at <= now && row.lease_until <= now) yield row
}
