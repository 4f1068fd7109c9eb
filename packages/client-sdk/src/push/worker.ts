import type { Environment } from '../environment'
import { VERSION_QUESTION } from '../service-worker/version'

/** Waits until a registration has a worker that runs: only then the browser lets it subscribe. */
export function activated(registration: ServiceWorkerRegistration): Promise<void> {
  if (registration.active !== null) return Promise.resolve()
  return new Promise((resolve, reject) => {
    const worker = registration.installing ?? registration.waiting
    const look = () => {
      if (worker?.state === 'activated') resolve()
      else if (worker?.state === 'redundant') reject(new Error('The worker did not install.'))
    }
    worker?.addEventListener('statechange', look)
    look()
  })
}

const PATIENCE_MS = 3_000

/** Asks a worker for the version of Otsy's part in it; null: it does not answer. */
export function versionOf(
  worker: Pick<ServiceWorker, 'postMessage'>,
  environment: Pick<Environment, 'setTimer' | 'clearTimer'>,
): Promise<number | null> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    const end = (version: number | null) => {
      environment.clearTimer(timer)
      port1.close()
      resolve(version)
    }
    const timer = environment.setTimer(() => end(null), PATIENCE_MS)
    port1.onmessage = ({ data }: MessageEvent<{ readonly version?: unknown } | null>) => {
      end(typeof data?.version === 'number' ? data.version : null)
    }
    worker.postMessage({ type: VERSION_QUESTION }, [port2])
  })
}
