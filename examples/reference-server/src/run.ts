import type { Serving } from './serving'
import { SettingsError } from './settings/fault'

/**
 * Runs until a signal ends it. What keeps the server from starting is said in words on stderr, with
 * the way out, and the process ends with 1.
 */
export async function run(start: () => Promise<Serving>): Promise<void> {
  let serving: Serving | undefined
  let ending = false
  const end = (): void => {
    // Nothing has been promised to anyone before it serves.
    if (serving === undefined) process.exit(0)
    if (ending) return
    ending = true
    serving.close().then(
      () => process.exit(0),
      (cause: unknown) => {
        console.error(explain(cause))
        process.exit(1)
      },
    )
  }
  // Before the start: whoever reads the ready line may send a signal at once.
  process.on('SIGTERM', end)
  process.on('SIGINT', end)
  try {
    serving = await start()
  } catch (cause) {
    console.error(explain(cause))
    process.exit(1)
  }
}

function explain(cause: unknown): string {
  if (cause instanceof SettingsError) return cause.message
  if (!(cause instanceof Error)) return `The server cannot start: ${String(cause)}`
  const { code, syscall, path, address, port } = cause as NodeJS.ErrnoException & {
    readonly address?: string
    readonly port?: number
  }
  if (code === 'EADDRINUSE') {
    return new SettingsError([
      {
        setting: 'PORT',
        why: `${port ?? ''} on ${address ?? 'this host'} is taken by another process.`,
        mend: 'Stop that process, or set another PORT (0 for any free one).',
      },
    ]).message
  }
  if (syscall === 'listen' || syscall === 'getaddrinfo') {
    return new SettingsError([
      {
        setting: 'HOST or PORT',
        why: `cannot be listened on here (${code}).`,
        mend: 'Set HOST to an address of this machine and PORT to one above 1023.',
      },
    ]).message
  }
  if (syscall !== undefined && path !== undefined) {
    return new SettingsError([
      {
        setting: 'DATA_DIR',
        why: `is not a folder this server can use (${cause.message}).`,
        mend: 'Set it to a folder that this user may make, read and write.',
      },
    ]).message
  }
  const story = [cause.message]
  for (let inner = cause.cause; inner instanceof Error; inner = inner.cause) {
    story.push(`because: ${inner.message || inner.name}`)
  }
  return `The server cannot start: ${story.join('\n  ')}`
}
