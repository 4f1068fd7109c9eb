import { mkdir, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'

/**
 * Makes a folder and those above it. Node's own `recursive` tries for ever where the system takes no new
 * folder, as under /proc.
 */
export async function makeFolder(folder: string): Promise<void> {
  const missing: string[] = []
  let path = resolve(folder)
  let there = await kindOf(path)
  for (; there === 'nothing'; there = await kindOf(path)) {
    missing.unshift(path)
    path = dirname(path)
  }
  // Fails, and says why.
  if (there === 'file') await mkdir(path)
  for (const each of missing) {
    await mkdir(each).catch(async (fault: unknown) => {
      // Made by another meanwhile.
      if ((await kindOf(each)) !== 'folder') throw fault
    })
  }
}

async function kindOf(path: string): Promise<'folder' | 'file' | 'nothing'> {
  try {
    return (await stat(path)).isDirectory() ? 'folder' : 'file'
  } catch (fault) {
    if (fault instanceof Error && 'code' in fault && fault.code === 'ENOENT') return 'nothing'
    throw fault
  }
}
