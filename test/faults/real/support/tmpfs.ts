import { execFile } from 'node:child_process'
import { chmod, mkdtemp, open, rm, statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A disk so small that it can be filled. */
export interface SmallDisk extends AsyncDisposable {
  readonly folder: string
  /** Leaves no byte. */
  fill(): Promise<void>
  free(): Promise<void>
}

export async function smallDisk(megabytes: number): Promise<SmallDisk> {
  const folder = await mkdtemp(join(tmpdir(), 'otsy-small-disk-'))
  const options = ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder]
  try {
    await run('mount', options)
  } catch (cause) {
    await rm(folder, { recursive: true })
    throw new Error(
      `A full disk is tested on a small one, which could not be mounted here. Run the tests as root, ` +
        `or in a namespace of your own: unshare --user --map-root-user --mount npm test. ` +
        `It was tried with: mount ${options.join(' ')}`,
      { cause },
    )
  }
  // PostgreSQL runs as somebody else than root.
  await chmod(folder, 0o755)
  const ballast = join(folder, 'ballast')
  return {
    folder,
    async fill() {
      const file = await open(ballast, 'a')
      // The disk may be given back a little by whoever else writes to it.
      for (let chunk = 2 ** 20; chunk >= 4_096;) {
        const { bavail, bsize } = await statfs(folder)
        if (bavail === 0) break
        chunk = Math.min(chunk, bavail * bsize)
        await file.write(Buffer.alloc(chunk)).catch(() => (chunk /= 2))
      }
      await file.close()
    },
    free: () => rm(ballast),
    async [Symbol.asyncDispose]() {
      await run('umount', ['--lazy', folder])
      await rm(folder, { recursive: true })
    },
  }
}
