import { spawn } from 'node:child_process'
import { chown, mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer, Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findPostgresBinaries } from './postgres-binaries'

export interface RunningPostgres {
  /** A superuser's address over TCP, with the database `postgres`. */
  readonly url: string
  readonly port: number
  readonly dataDir: string
  /** Stops the server and removes its data. */
  stop(): Promise<void>
  /** SIGKILL to the postmaster and all its children, as a crash would be. The data stays. */
  kill(): Promise<void>
  /** Starts again on the same data and port, after `kill` or instead of it. */
  restart(): Promise<void>
}

export interface PostgresOptions {
  /** Lines of postgresql.conf beyond the defaults. */
  readonly settings?: Readonly<Record<string, string>>
  /** Folder in which the data directory is made; for example a small tmpfs. */
  readonly parent?: string
}

interface Owner {
  readonly uid: number
  readonly gid: number
}

/** Starts a PostgreSQL (15 or newer) of its own on a free port of 127.0.0.1. */
export async function startPostgres(options: PostgresOptions = {}): Promise<RunningPostgres> {
  const bin = await findPostgresBinaries()
  const owner = await unprivilegedOwner()
  const dataDir = await mkdtemp(join(options.parent ?? tmpdir(), 'otsy-postgres-'))
  if (owner) await chown(dataDir, owner.uid, owner.gid)

  const initdb = ['-D', dataDir, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-locale', '-N']
  const made = run(join(bin, 'initdb'), initdb, owner)
  if ((await made.exit) !== 0) throw new Error(`initdb failed:\n${made.output()}`)

  const port = await freePort()
  let server = await startServer({ bin, dataDir, port, owner, settings: options.settings ?? {} })

  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    port,
    dataDir,
    async stop() {
      await server.end('SIGQUIT')
      await rm(dataDir, { recursive: true, force: true })
    },
    kill: () => server.end('SIGKILL'),
    async restart() {
      await server.end('SIGINT')
      server = await startServer({ bin, dataDir, port, owner, settings: options.settings ?? {} })
    },
  }
}

interface Server {
  end(signal: NodeJS.Signals): Promise<void>
}

async function startServer(options: {
  bin: string
  dataDir: string
  port: number
  owner: Owner | undefined
  settings: Readonly<Record<string, string>>
}): Promise<Server> {
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    port: String(options.port),
    max_connections: '200',
    ...options.settings,
  }
  const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const server = run(join(options.bin, 'postgres'), ['-D', options.dataDir, ...args], options.owner)
  const pid = server.child.pid
  if (pid === undefined) throw new Error('postgres could not be started')
  const watch = watchOver(pid, options.dataDir)

  const ready = server.until('ready to accept connections')
  const ended = server.exit.then(() => 'ended' as const)
  if ((await Promise.race([ready, ended])) === 'ended') {
    watch.dismiss()
    throw new Error(`postgres did not start:\n${server.output()}`)
  }
  return {
    async end(signal) {
      // A killed postmaster leaves its children to notice by themselves; a crash takes them all.
      const children = signal === 'SIGKILL' ? await childrenOf(pid) : []
      if (server.child.exitCode === null && server.child.signalCode === null) {
        server.child.kill(signal)
        for (const child of children) tryKill(child)
        await server.exit
      }
      watch.dismiss()
    },
  }
}

/** Ends the server and removes its data if this process dies without having done so. */
function watchOver(pid: number, dataDir: string): { dismiss(): void } {
  const script =
    'cat >/dev/null; if [ "$(head -n 1 "$2/postmaster.pid" 2>/dev/null)" = "$1" ]; ' +
    'then kill -QUIT "$1" 2>/dev/null; sleep 1; fi; rm -rf "$2"'
  const watch = spawn('sh', ['-c', script, 'sh', String(pid), dataDir], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  })
  const pipe = watch.stdin
  watch.unref()
  if (pipe instanceof Socket) pipe.unref()
  return {
    dismiss() {
      watch.kill('SIGKILL')
      pipe.destroy()
    },
  }
}

function run(command: string, args: readonly string[], owner: Owner | undefined) {
  const child = spawn(command, args, {
    ...(owner ?? {}),
    cwd: '/',
    env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C', TZ: 'UTC' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const listeners: (() => void)[] = []
  const collect = (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-20_000)
    for (const listener of listeners) listener()
  }
  child.stdout.on('data', collect)
  child.stderr.on('data', collect)
  const exit = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  const until = (text: string) =>
    new Promise<'found'>((resolve) => {
      const look = () => {
        if (output.includes(text)) resolve('found')
      }
      listeners.push(look)
      look()
    })
  return { child, exit, until, output: () => output }
}

/** PostgreSQL refuses to run as root; then a user without rights owns and runs it. */
async function unprivilegedOwner(): Promise<Owner | undefined> {
  if (process.getuid?.() !== 0) return undefined
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'))
  const found = ['postgres', 'nobody']
    .map((name) => lines.find(([user]) => user === name))
    .find(Boolean)
  if (!found)
    throw new Error('Running as root without a user `postgres` or `nobody` to give up to.')
  return { uid: Number(found[2]), gid: Number(found[3]) }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() =>
        typeof address === 'object' && address
          ? resolve(address.port)
          : reject(new Error('no port')),
      )
    })
  })
}

async function childrenOf(pid: number): Promise<number[]> {
  try {
    const list = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')
    return list.split(' ').filter(Boolean).map(Number)
  } catch {
    return []
  }
}

function tryKill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It ended by itself.
  }
}
