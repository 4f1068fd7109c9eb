import { firstEndingAfter } from './scroll-anchor'

export interface ScrollState {
  /** Whether the end of what is loaded is in view, so that new lines are followed. */
  readonly atBottom: boolean
  /** Whether the first or the last line loaded is about to come into view. */
  readonly nearTop: boolean
  readonly nearBottom: boolean
}

/** Pixels from the bottom that still count as being there. */
const BOTTOM = 48
/** Pixels from an edge at which more is fetched. */
const AHEAD = 500

/**
 * Keeps what the reader looks at where it is while lines come and go above and below it, or follows
 * the end when that is in view. Browsers do part of this by themselves, but not all of them, and
 * not at the very top.
 */
export class ScrollKeeper {
  #box: HTMLElement | null = null
  #anchor: { readonly line: HTMLElement; readonly top: number } | null = null
  #state: ScrollState = { atBottom: true, nearTop: false, nearBottom: true }
  readonly #listeners = new Set<() => void>()

  readonly get = (): ScrollState => this.#state

  readonly subscribe = (changed: () => void): (() => void) => {
    this.#listeners.add(changed)
    return () => this.#listeners.delete(changed)
  }

  /** For the `ref` of the scrolling box, whose only child holds the lines, each with `data-key`. */
  readonly attach = (box: HTMLElement | null): (() => void) | undefined => {
    if (box === null) return undefined
    this.#box = box
    const look = () => this.#look()
    const observer = new ResizeObserver(() => this.settle())
    observer.observe(box)
    if (box.firstElementChild !== null) observer.observe(box.firstElementChild)
    box.addEventListener('scroll', look, { passive: true })
    return () => {
      observer.disconnect()
      box.removeEventListener('scroll', look)
      this.#box = null
      this.#anchor = null
    }
  }

  /** Call when lines have changed, before the browser paints. */
  readonly settle = (): void => {
    const box = this.#box
    if (box === null) return
    if (this.#state.atBottom) box.scrollTop = box.scrollHeight
    else if (this.#anchor?.line.isConnected) {
      box.scrollTop += this.#anchor.line.offsetTop - this.#anchor.top
    }
    this.#look()
  }

  /** Goes to the end and follows it from there. */
  readonly toBottom = (): void => {
    this.#set({ ...this.#state, atBottom: true })
    this.settle()
  }

  /** Puts a line in the middle. Answers whether it is there. */
  readonly toLine = (key: string): boolean => {
    const line = this.#lines().find((one) => one.dataset['key'] === key)
    if (line === undefined || this.#box === null) return false
    line.scrollIntoView({ block: 'center' })
    this.#look()
    return true
  }

  /** Stops following the end, for what is shown next is elsewhere. */
  readonly release = (): void => {
    this.#anchor = null
    this.#set({ atBottom: false, nearTop: false, nearBottom: false })
  }

  #look(): void {
    const box = this.#box
    if (box === null) return
    const below = box.scrollHeight - box.clientHeight - box.scrollTop
    const lines = this.#lines()
    const line = lines[firstEndingAfter(lines, box.scrollTop)]
    this.#anchor = line === undefined ? null : { line, top: line.offsetTop }
    this.#set({
      atBottom: below < BOTTOM,
      nearTop: box.scrollTop < AHEAD,
      nearBottom: below < AHEAD,
    })
  }

  #lines(): HTMLElement[] {
    return this.#box === null
      ? []
      : Array.from(this.#box.querySelectorAll<HTMLElement>(':scope > * > [data-key]'))
  }

  #set(state: ScrollState): void {
    const { atBottom, nearTop, nearBottom } = this.#state
    if (
      state.atBottom === atBottom &&
      state.nearTop === nearTop &&
      state.nearBottom === nearBottom
    ) {
      return
    }
    this.#state = state
    for (const listener of this.#listeners) listener()
  }
}
