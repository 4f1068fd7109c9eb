import type { WorkerScope } from './scope'

/** Milliseconds before each further try; a worker is not kept alive for long. */
const PAUSES_MS = [1_000, 4_000]

interface WorkerRequest {
  readonly method: 'GET' | 'POST' | 'PUT'
  readonly url: string
  readonly body?: unknown
}

/** Asks the server as a worker does, without a token. Tries again what may pass; rejects with what is left. */
export async function request(scope: WorkerScope, asked: WorkerRequest): Promise<unknown> {
  for (let attempt = 0; ; attempt++) {
    const response = await once(scope, asked)
    if (response?.ok === true) return await response.json()
    const pause = isPassing(response) ? PAUSES_MS[attempt] : undefined
    if (pause === undefined)
      throw new Error(`The server answered ${response?.status ?? 'nothing'}.`)
    await new Promise<void>((resolve) => scope.setTimeout(resolve, pause))
  }
}

async function once(
  scope: WorkerScope,
  { method, url, body }: WorkerRequest,
): Promise<Response | null> {
  try {
    return await scope.fetch(url, {
      method,
      credentials: 'omit',
      cache: 'no-store',
      ...(body !== undefined && {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    })
  } catch {
    return null
  }
}

function isPassing(response: Response | null): boolean {
  return response === null || response.status === 429 || response.status >= 500
}
