import { beginProfile, endProfile } from './profile'
import type { ServerCommand, ServerReport } from '../messages'

export interface Serving {
  readonly port: number
  readonly chatIds: readonly string[]
  /** How many messages the store holds. */
  stored(): Promise<number>
  close(): Promise<void>
}

/** Makes this process a contender: tells main where it serves and obeys until told to stop. */
export function reportServing(serving: Serving): void {
  // One after the other: a busy server may find several commands waiting.
  let last = Promise.resolve()
  process.on('message', (command: ServerCommand) => {
    last = last.then(() => obey(serving, command))
  })
  // Main is gone: nothing to serve for.
  process.on('disconnect', () => process.exit(1))
  report({ type: 'ready', port: serving.port, chatIds: serving.chatIds })
}

async function obey(serving: Serving, command: ServerCommand): Promise<void> {
  switch (command.type) {
    case 'usage': {
      const { user, system } = process.cpuUsage()
      report({ type: 'usage', cpu: user + system })
      return
    }
    case 'stored':
      report({ type: 'stored', count: await serving.stored() })
      return
    case 'profile':
      await (command.into === undefined ? beginProfile() : endProfile(command.into))
      return
    case 'stop':
      await serving.close()
      process.exit(0)
  }
}

function report(message: ServerReport): void {
  process.send?.(message)
}

/** A setting that main put into the environment. */
export function setting(name: string): string {
  const value = process.env[name]
  if (value === undefined) throw new Error(`${name} is not set`)
  return value
}
