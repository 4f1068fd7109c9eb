import { spawn } from 'node:child_process'
import { constants } from 'node:fs'
import { open, readFile, stat, type FileHandle } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { makeFolder } from './make-folder'

export interface FolderLock {
  release(): Promise<void>
}

/** Flags of open(2) that Node has no names for: the file is locked as it is opened, or not opened. */
const BSD_EXLOCK = 0x20
const LIBUV_WINDOWS_EXLOCK = 0x10000000

/**
 * Keeps other processes, and other storages of this one, out of a folder. The lock belongs to an open
 * file (or a socket), so the kernel ends it with its holder, however that dies.
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  await makeFolder(folder)
  const path = join(folder, 'otsy.lock')
  const file = await openedAlone(path)
  if (file === 'held') throw await inUse(folder, path)
  try {
    const lock = process.platform === 'linux' ? await flocked(file, folder) : fileLock(file)
    if (lock === 'held') throw await inUse(folder, path)
    await file.truncate(0)
    await file.write(`${process.pid}\n`, 0)
    return lock
  } catch (fault) {
    await file.close()
    throw fault
  }
}

async function openedAlone(path: string): Promise<FileHandle | 'held'> {
  const { O_RDWR, O_CREAT, O_NONBLOCK } = constants
  const exclusive = {
    darwin: O_NONBLOCK | BSD_EXLOCK,
    freebsd: O_NONBLOCK | BSD_EXLOCK,
    openbsd: O_NONBLOCK | BSD_EXLOCK,
    win32: LIBUV_WINDOWS_EXLOCK,
  } as Readonly<Partial<Record<NodeJS.Platform, number>>>
  try {
    return await open(path, O_RDWR | O_CREAT | (exclusive[process.platform] ?? 0), 0o600)
  } catch (fault) {
    const code = fault instanceof Error && 'code' in fault ? fault.code : undefined
    if (code === 'EAGAIN' || code === 'EWOULDBLOCK' || code === 'EBUSY') return 'held'
    throw fault
  }
}

function fileLock(file: FileHandle): FolderLock {
  return { release: () => file.close() }
}

/**
 * Linux cannot lock as it opens, and Node has no flock(2). A lock taken on an inherited file
 * belongs to the open file itself: it stays when the program that took it has ended.
 */
async function flocked(file: FileHandle, folder: string): Promise<FolderLock | 'held'> {
  const code = await new Promise<number | null | 'missing'>((resolve) => {
    const child = spawn('flock', ['-x', '-n', '3'], {
      stdio: ['ignore', 'ignore', 'ignore', file.fd],
    })
    child.once('error', () => resolve('missing'))
    child.once('close', resolve)
  })
  if (code === 0) return fileLock(file)
  if (code !== 'missing') return 'held'
  // An image without the program: a name in the abstract socket space, one for each folder.
  return socketLock(file, folder)
}

async function socketLock(file: FileHandle, folder: string): Promise<FolderLock | 'held'> {
  const { dev, ino } = await stat(folder)
  const server = createServer().unref()
  return new Promise((resolve, reject) => {
    server.once('error', (fault) =>
      'code' in fault && fault.code === 'EADDRINUSE' ? resolve('held') : reject(fault),
    )
    server.listen(`\0otsy-folder-${dev}-${ino}`, () =>
      resolve({
        release: async () => {
          await file.close()
          await new Promise((released) => server.close(released))
        },
      }),
    )
  })
}

async function inUse(folder: string, path: string): Promise<Error> {
  const pid = await readFile(path, 'utf8').then(
    (text) => /^\d+/.exec(text)?.[0],
    () => undefined,
  )
  return new Error(
    `The data folder ${folder} is in use${pid === undefined ? '' : ` by process ${pid}`}. ` +
      'Two at once would destroy it. Stop the other one, or give this one a folder of its own.',
  )
}
