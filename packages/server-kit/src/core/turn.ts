/** Resolves when what this turn of the event loop has read and what is due in it is done. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
