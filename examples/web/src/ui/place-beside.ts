/** Pixels kept to the edges of the window. */
const MARGIN = 8

export interface Placing {
  /** Whether the ends meet, not the beginnings; default by the half of the window it is in. */
  readonly towardsEnd?: boolean
}

/** Puts a box under another one, or above it where there is no room, inside the window. */
export function placeBeside(box: HTMLElement, target: HTMLElement, placing: Placing = {}): void {
  const around = target.getBoundingClientRect()
  const { width, height } = box.getBoundingClientRect()
  const below = around.bottom + MARGIN
  const top = below + height + MARGIN > innerHeight ? around.top - height - MARGIN : below
  const { towardsEnd = around.left + around.width / 2 > innerWidth / 2 } = placing
  const left = towardsEnd ? around.right - width : around.left
  box.style.top = `${within(top, innerHeight - height)}px`
  box.style.left = `${within(left, innerWidth - width)}px`
}

function within(start: number, most: number): number {
  return Math.max(MARGIN, Math.min(start, most - MARGIN))
}
