/**
 * Runs work that never rejects again and again, each time so many milliseconds after the last one
 * ended. Returns how to stop.
 */
export function repeatedly(everyMs: number, work: () => Promise<void>): () => void {
  let stopped = false
  let timer: NodeJS.Timeout
  const wait = (): void => {
    timer = setTimeout(() => {
      void work().finally(() => {
        if (!stopped) wait()
      })
    }, everyMs)
    timer.unref()
  }
  wait()
  return () => {
    stopped = true
    clearTimeout(timer)
  }
}
