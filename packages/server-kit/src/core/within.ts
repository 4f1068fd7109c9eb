/** What was waited for did not come in time. */
export class TookTooLong extends Error {
  override readonly name = 'TookTooLong'
}

/** What the work answers; rejects when that takes longer, and lets it go on unheard. */
export async function within<T>(ms: number, what: string, work: PromiseLike<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const tooLong = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TookTooLong(`${what} took more than ${ms} ms.`)), ms)
  })
  try {
    return await Promise.race([work, tooLong])
  } finally {
    clearTimeout(timer)
  }
}
