import { startServer, type ServerProcess } from '../processes'

export interface Shape {
  readonly title: string
  readonly nodes: 1 | 2
  readonly hasBus: boolean
  readonly hasHeadChecks: boolean
}

export const shapes: readonly Shape[] = [
  { title: 'one node alone', nodes: 1, hasBus: false, hasHeadChecks: false },
  { title: 'one node, head checks', nodes: 1, hasBus: false, hasHeadChecks: true },
  { title: 'one node, head checks and bus', nodes: 1, hasBus: true, hasHeadChecks: true },
  { title: 'two nodes, head checks and bus', nodes: 2, hasBus: true, hasHeadChecks: true },
]

/** Longer than any bench. */
const NEVER_MS = '3600000'

export async function startNodes(
  { nodes, hasBus, hasHeadChecks }: Shape,
  addresses: { readonly database: string; readonly redis: string },
): Promise<ServerProcess[]> {
  const env = {
    ...{ STORE: 'postgres', DATABASE_URL: addresses.database },
    ...(hasBus && { REDIS_URL: addresses.redis }),
    ...(!hasHeadChecks && { HEAD_CHECK_MS: NEVER_MS }),
  }
  const started: ServerProcess[] = []
  // One after the other: each opens the chats that the first has made.
  for (let i = 0; i < nodes; i++) started.push(await startServer({ entry: 'otsy', env }))
  return started
}
