import type { MessageEventLike } from './scope'
import { VERSION_QUESTION, WORKER_VERSION } from './version'

/** Answers a page that asks which worker this is. */
export function onMessage({ data, ports }: MessageEventLike): void {
  const isAsked =
    typeof data === 'object' && data !== null && 'type' in data && data.type === VERSION_QUESTION
  if (isAsked) ports[0]?.postMessage({ type: VERSION_QUESTION, version: WORKER_VERSION })
}
