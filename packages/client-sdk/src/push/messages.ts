import { OPENED_MESSAGE, SHOWN_MESSAGE } from '../service-worker/version'

export interface WorkerMessages {
  /** A notification of a chat was shown. */
  readonly onShown: (chatId: string) => void
  /** This page was brought to the front by a click that leads to a path. */
  readonly onOpened: (url: string) => void
}

/** Sorts what a worker tells; others than Otsy's talk to the page too. */
export function hearWorker(message: unknown, { onShown, onOpened }: WorkerMessages): void {
  if (typeof message !== 'object' || message === null) return
  const { type, chatId, url } = message as Readonly<Record<string, unknown>>
  if (type === SHOWN_MESSAGE && typeof chatId === 'string') onShown(chatId)
  if (type === OPENED_MESSAGE && typeof url === 'string') onOpened(url)
}
