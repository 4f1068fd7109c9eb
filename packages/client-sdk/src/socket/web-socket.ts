/** What is needed of a WebSocket; browsers, workers and `ws` have it. */
export interface WebSocketLike {
  send(data: string): void
  close(): void
  onmessage: ((event: { readonly data: unknown }) => void) | null
  onclose: (() => void) | null
  onerror: (() => void) | null
}
