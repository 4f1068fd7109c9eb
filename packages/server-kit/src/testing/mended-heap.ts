import type { Clock } from '@sinonjs/fake-timers'

interface Heap {
  readonly timers: readonly unknown[]
  remove(timer: unknown): boolean
  bubbleUp(index: number): void
}

/**
 * fake-timers 15.5 loses the order of its timers at `timer.refresh()`: it says when one is due next before it
 * takes it out of the heap, so what takes its place may sink where it should rise, and time goes back later.
 * Here all rise once more after one was taken out. Versions without a heap need nothing.
 */
export function mendHeap(clock: Clock): void {
  // The heap is made with the first timer.
  clock.clearTimeout(clock.setTimeout(() => undefined, 0))
  const heap = clock.timerHeap as Heap | undefined
  if (heap === undefined) return
  const remove = heap.remove.bind(heap)
  heap.remove = (timer) => {
    const wasThere = remove(timer)
    for (const index of heap.timers.keys()) heap.bubbleUp(index)
    return wasThere
  }
}
