import type { Server } from 'node:http'

/** How long an answer may take to leave. */
const LEAVE_MS = 1_000
const LOOK_MS = 20

/** Closes an HTTP server once its answers are out; connections kept for later requests end at once. */
export async function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  const idle = setInterval(() => server.closeIdleConnections(), LOOK_MS)
  const most = setTimeout(() => server.closeAllConnections(), LEAVE_MS)
  await closed
  clearInterval(idle)
  clearTimeout(most)
}
