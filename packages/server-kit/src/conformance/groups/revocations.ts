import assert from 'node:assert/strict'
import type { Revocation } from '../../core/identity/port'
import type { Scene } from '../scene'
import type { DeclareTest } from '../suite'

const inAnHour = (): number => Date.now() + 3_600_000

const token = (tokenId: string, expiresAt = inAnHour()): Revocation => ({
  kind: 'token',
  tokenId,
  expiresAt,
})

async function told(scene: Scene, position: string | null, about: readonly Revocation[]) {
  const { revocations } = await scene.revocations.since(position)
  return about.map((wanted) =>
    revocations.some((revocation) => {
      try {
        assert.deepEqual(revocation, wanted)
        return true
      } catch {
        return false
      }
    }),
  )
}

export function revocationsGroup(test: DeclareTest): void {
  test('tells everything that matters to one who knows nothing', async (scene) => {
    const revoked = [
      token(scene.name('token')),
      { kind: 'user', userId: scene.name('user'), issuedBefore: 1_700_000_000_123 },
    ] as const
    for (const revocation of revoked) await scene.revocations.revoke(revocation)
    assert.deepEqual(await told(scene, null, revoked), [true, true])
  })

  test('tells what was recorded after a position', async (scene) => {
    const [early, late] = [token(scene.name('early')), token(scene.name('late'))]
    await scene.revocations.revoke(early)
    const { position } = await scene.revocations.since(null)
    assert.deepEqual(await told(scene, position, [late]), [false])
    await scene.revocations.revoke(late)
    assert.deepEqual(await told(scene, position, [late]), [true])
    assert.deepEqual(await told(scene, null, [early, late]), [true, true])
  })

  test('misses none of those recorded while someone keeps asking', async (scene) => {
    const all = Array.from({ length: 30 }, () => token(scene.name('token')))
    const heard = new Set<string>()
    let position: string | null = (await scene.revocations.since(null)).position
    const ask = async () => {
      const news = await scene.revocations.since(position)
      position = news.position
      for (const revocation of news.revocations) {
        if (revocation.kind === 'token') heard.add(revocation.tokenId)
      }
    }
    const writing = Promise.all(all.map((revocation) => scene.revocations.revoke(revocation)))
    for (let i = 0; i < 10; i++) await ask()
    await writing
    await ask()
    for (const { tokenId } of all as { tokenId: string }[]) assert.ok(heard.has(tokenId), tokenId)
  })

  test('widens what is revoked of a user, and never narrows it', async (scene) => {
    const userId = scene.name('user')
    const before = (issuedBefore: number): Revocation => ({ kind: 'user', userId, issuedBefore })
    await scene.revocations.revoke(before(2_000))
    const { position } = await scene.revocations.since(null)
    await scene.revocations.revoke(before(1_000))
    const latest = async (from: string | null) => {
      const { revocations } = await scene.revocations.since(from)
      const moments = revocations.map((r) =>
        r.kind === 'user' && r.userId === userId ? r.issuedBefore : 0,
      )
      return Math.max(0, ...moments)
    }
    assert.equal(await latest(null), 2_000)
    await scene.revocations.revoke(before(3_000))
    assert.equal(await latest(position), 3_000)
    assert.equal(await latest(null), 3_000)
  })

  test('takes the same revocation twice', async (scene) => {
    const same = token(scene.name('token'))
    await scene.revocations.revoke(same)
    await scene.revocations.revoke(same)
    assert.deepEqual(await told(scene, null, [same]), [true])
  })
}
