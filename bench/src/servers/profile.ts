import { writeFile } from 'node:fs/promises'
import { Session } from 'node:inspector/promises'

const session = new Session()

export async function beginProfile(): Promise<void> {
  session.connect()
  await session.post('Profiler.enable')
  await session.post('Profiler.start')
}

/** Writes what was seen since the beginning as a `.cpuprofile`. */
export async function endProfile(file: string): Promise<void> {
  const { profile } = await session.post('Profiler.stop')
  session.disconnect()
  await writeFile(file, JSON.stringify(profile))
}
