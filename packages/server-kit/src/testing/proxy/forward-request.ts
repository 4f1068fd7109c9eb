import { request as ask, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Direction } from '../fate'

export interface ForwardedRequest {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly target: URL
  readonly isBlocked: (direction: Direction) => boolean
}

/** Passes a plain HTTP request on and its answer back; through a blocked direction neither. */
export function forwardRequest({ request, response, target, isBlocked }: ForwardedRequest): void {
  if (isBlocked('to server')) return void request.resume()
  const { host: _host, ...headers } = request.headers
  const onward = ask(new URL(request.url ?? '/', target), { method: request.method, headers })
  onward.on('response', (answer) => {
    if (isBlocked('to client')) return void answer.resume()
    response.writeHead(answer.statusCode ?? 502, answer.headers)
    answer.pipe(response)
    answer.on('error', () => response.destroy())
  })
  onward.on('error', () => response.destroy())
  response.on('close', () => onward.destroy())
  request.pipe(onward)
}
