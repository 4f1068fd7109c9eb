import { makeVapidKeys } from '@otsy/server-kit/web-push'
import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Keys for development, in the names of the environment. */
export interface DevelopmentKeys {
  readonly JWT_SECRET: string
  readonly VAPID_PUBLIC_KEY: string
  readonly VAPID_PRIVATE_KEY: string
  readonly VAPID_SUBJECT: string
}

/** The keys kept in a data folder, made at the first start; readable by their owner alone. */
export async function developmentKeys(dataDir: string): Promise<DevelopmentKeys> {
  const file = join(dataDir, 'development-keys.json')
  try {
    return JSON.parse(await readFile(file, 'utf8')) as DevelopmentKeys
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') {
      const message = `${file} cannot be read. Remove it to get new keys (everyone signs in anew).`
      throw new Error(message, { cause })
    }
  }
  const keys = makeKeys()
  await made(dataDir)
  await writeFile(file, `${JSON.stringify(keys, null, 2)}\n`, { mode: 0o600, flag: 'wx' })
  return keys
}

/** Node tries for ever where the system takes no new folder, as under /proc. */
async function made(folder: string): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const tooLong = new Promise<never>((_, reject) => {
    const fault = { code: 'ETIMEDOUT', syscall: 'mkdir', path: folder }
    const message = `no folder could be made at ${folder} within 5 s`
    timer = setTimeout(() => reject(Object.assign(new Error(message), fault)), 5_000)
  })
  try {
    await Promise.race([mkdir(folder, { recursive: true }), tooLong])
  } finally {
    clearTimeout(timer)
  }
}

function makeKeys(): DevelopmentKeys {
  const { publicKey, privateKey } = makeVapidKeys()
  return {
    JWT_SECRET: randomBytes(48).toString('base64url'),
    VAPID_PUBLIC_KEY: publicKey,
    VAPID_PRIVATE_KEY: privateKey,
    VAPID_SUBJECT: 'mailto:development@otsy.example',
  }
}
