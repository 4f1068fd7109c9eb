import { guarded } from './listeners'

/** Callbacks of the app by the event's name. One that throws does not keep the others from being called. */
export class Emitter<Events> {
  #all = new Map<keyof Events, readonly ((payload: never) => void)[]>()

  on<K extends keyof Events>(event: K, listener: (payload: Events[K]) => void): void {
    this.#all.set(event, [...(this.#all.get(event) ?? []), listener])
  }

  /** Removes it as often as it was added. */
  off<K extends keyof Events>(event: K, listener: (payload: Events[K]) => void): void {
    const left = this.#all.get(event)?.filter((one) => one !== listener) ?? []
    this.#all.set(event, left)
  }

  emit<K extends keyof Events>(event: K, payload: Events[K]): void {
    for (const listener of this.#all.get(event) ?? []) guarded(() => listener(payload as never))
  }

  clear(): void {
    this.#all.clear()
  }
}
