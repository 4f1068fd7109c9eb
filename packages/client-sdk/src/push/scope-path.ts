/** Where a worker is registered, as a path: browsers keep what belongs to it by origin already. */
export function scopePath(
  worker: string | ServiceWorkerRegistration,
  scope: string | undefined,
): string {
  if (typeof worker === 'object') return pathOf(worker.scope)
  // As browsers do: a worker has the folder of its script.
  return scope === undefined ? pathOf(worker).replace(/[^/]*$/, '') : pathOf(scope)
}

export const pathOf = (address: string): string => new URL(address, 'https://page').pathname
