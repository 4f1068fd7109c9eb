import { expect, test } from 'vitest'
import { ReferenceServer, startReferenceServer } from './support/reference-server'

const memory = { DATABASE_URL: 'memory:' }

test('the built server answers at the address it prints', async () => {
  await using server = await startReferenceServer({ env: memory })

  const response = await fetch(`${server.url}/v1/chat/my-chats`)
  expect(response.status).toBe(401)
  expect(await response.json()).toMatchObject({ error: { code: 'unauthenticated' } })
})

test('a killed server starts again at the same address', async () => {
  await using server = await startReferenceServer({ env: memory })
  const { url } = server
  await server.kill()
  await expect(fetch(url)).rejects.toThrow()

  await server.start()
  expect(server.url).toBe(url)
  await expect(fetch(url)).resolves.toBeDefined()
})

test('SIGTERM ends it with 0', async () => {
  const server = await startReferenceServer({ env: memory })
  expect(await server.stop()).toBe(0)
})

test('with a wrong setting it does not start and names the setting', async () => {
  const server = new ReferenceServer({ env: { ...memory, JWT_SECRET: 'short' } })
  await expect(server.start()).rejects.toThrow(/JWT_SECRET/)
})
