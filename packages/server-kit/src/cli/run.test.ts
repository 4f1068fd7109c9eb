import { describe, expect, test } from 'vitest'
import { vapidFaults } from '../adapters/web-push/vapid'
import { run } from './run'

async function otsy(...args: string[]) {
  const [out, err]: [string[], string[]] = [[], []]
  const code = await run(args, { out: (text) => out.push(text), err: (text) => err.push(text) })
  return { code, out: out.join('\n'), err: err.join('\n') }
}

describe('otsy vapid', () => {
  test('makes a pair that can be used as it is', async () => {
    const subject = 'mailto:support@example.com'
    const { code, out, err } = await otsy('vapid', '--subject', subject)
    expect([code, err]).toEqual([0, ''])
    const lines = out.split('\n').map((line) => line.split('=', 2))
    const names = lines.map(([name]) => name)
    expect(names).toEqual(['VAPID_PUBLIC_KEY', 'VAPID_PRIVATE_KEY', 'VAPID_SUBJECT'])
    const [publicKey = '', privateKey = ''] = lines.map(([, value = '']) => value)
    expect(vapidFaults({ publicKey, privateKey, subject })).toEqual([])
    expect((await otsy('vapid')).out).not.toContain(publicKey)
  })

  test('leaves the subject to be filled in, and says so', async () => {
    const { code, out, err } = await otsy('vapid')
    expect(code).toBe(0)
    expect(out).toMatch(/^VAPID_PUBLIC_KEY=\S+\nVAPID_PRIVATE_KEY=\S+\n# VAPID_SUBJECT=/)
    expect(err).toContain('Set VAPID_SUBJECT')
  })

  test.each([
    [['--subject', 'mailto:me@localhost'], '--subject names a machine'],
    [['--subject'], 'otsy vapid: '],
    [['--what'], '--what'],
    [['more'], 'more'],
  ])('refuses %j', async (args, said) => {
    const { code, out, err } = await otsy('vapid', ...args)
    expect([code, out]).toEqual([2, ''])
    expect(err).toContain(said)
    expect(err).toContain('otsy vapid --help')
  })
})

test.each([['--help'], ['-h'], ['help']])('%s names the commands', async (arg) => {
  const { code, out } = await otsy(arg)
  expect(code).toBe(0)
  expect(out).toContain('vapid  make a key pair')
})

test.each([
  ['vapid', '--help'],
  ['help', 'vapid'],
  ['--help', 'vapid'],
])('%s %s says more', async (...args) => {
  const { code, out } = await otsy(...args)
  expect(code).toBe(0)
  expect(out).toContain('--subject')
})

test('nothing asked for is not understood', async () => {
  expect(await otsy()).toMatchObject({ code: 2, out: '' })
})

test.each(['migrat', 'toString', ''])('does not know "%s"', async (name) => {
  const { code, out, err } = await otsy(name)
  expect([code, out]).toEqual([2, ''])
  expect(err).toContain(`no command "${name}"`)
  expect(err).toContain('vapid')
})
