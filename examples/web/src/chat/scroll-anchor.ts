export interface Line {
  /** Pixels from the top of the content. */
  readonly offsetTop: number
  readonly offsetHeight: number
}

/**
 * The index of the first line that ends below `y`, which is the first one in view when `y` is how far
 * the box is scrolled; the number of lines when none does. Lines stand in order, so halving finds it.
 */
export function firstEndingAfter(lines: readonly Line[], y: number): number {
  let low = 0
  let high = lines.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const line = lines[middle]
    if (line !== undefined && line.offsetTop + line.offsetHeight > y) high = middle
    else low = middle + 1
  }
  return low
}
