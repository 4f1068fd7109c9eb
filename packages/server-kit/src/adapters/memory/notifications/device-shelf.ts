import type { DeviceRow } from './rows'

/** Devices by what they are asked for by. */
export class DeviceShelf {
  readonly #byId = new Map<string, DeviceRow>()
  readonly #byEndpoint = new Map<string, DeviceRow>()
  readonly #ofUser = new Map<string, Set<DeviceRow>>()
  #uses = 0

  /** The place of a use among all: times alone do not tell two of one millisecond apart. */
  nextUse(): number {
    return ++this.#uses
  }

  get(id: string): DeviceRow | undefined {
    return this.#byId.get(id)
  }

  at(endpoint: string): DeviceRow | undefined {
    return this.#byEndpoint.get(endpoint)
  }

  /** Oldest first. */
  of(userId: string): DeviceRow[] {
    return [...(this.#ofUser.get(userId) ?? [])]
  }

  all(): DeviceRow[] {
    return [...this.#byId.values()]
  }

  add(device: DeviceRow): void {
    this.#byId.set(device.id, device)
    this.#byEndpoint.set(device.endpoint, device)
    const own = this.#ofUser.get(device.user_id)
    if (own === undefined) this.#ofUser.set(device.user_id, new Set([device]))
    else own.add(device)
  }

  remove(device: DeviceRow): void {
    this.#byId.delete(device.id)
    this.#byEndpoint.delete(device.endpoint)
    const own = this.#ofUser.get(device.user_id)
    own?.delete(device)
    if (own?.size === 0) this.#ofUser.delete(device.user_id)
  }

  move(device: DeviceRow, endpoint: string): void {
    this.#byEndpoint.delete(device.endpoint)
    device.endpoint = endpoint
    this.#byEndpoint.set(endpoint, device)
  }
}
