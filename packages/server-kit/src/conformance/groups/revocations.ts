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

const MOST = 1_000_000

async function told(scene: Scene, position: string | null, about: readonly Revocation[]) {
  const { revocations } = await scene.revocations.since(position, MOST)
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
    const { position } = await scene.revocations.since(null, MOST)
    assert.deepEqual(await told(scene, position, [late]), [false])
    await scene.revocations.revoke(late)
    assert.deepEqual(await told(scene, position, [late]), [true])
    assert.deepEqual(await told(scene, null, [early, late]), [true, true])
  })

  test('misses none of those recorded while someone keeps asking', async (scene) => {
    const all = Array.from({ length: 30 }, () => token(scene.name('token')))
    const heard = new Set<string>()
    let position: string | null = (await scene.revocations.since(null, MOST)).position
    const ask = async () => {
      const news = await scene.revocations.since(position, 3)
      position = news.position
      for (const revocation of news.revocations) {
        if (revocation.kind === 'token') heard.add(revocation.tokenId)
      }
    }
    const writing = Promise.all(all.map((revocation) => scene.revocations.revoke(revocation)))
    for (let i = 0; i < 10; i++) await ask()
    await writing
    for (let before = -1; before < heard.size;) {
      before = heard.size
      await ask()
    }
    for (const { tokenId } of all as { tokenId: string }[]) assert.ok(heard.has(tokenId), tokenId)
  })

  test('widens what is revoked of a user, and never narrows it', async (scene) => {
    const userId = scene.name('user')
    const before = (issuedBefore: number): Revocation => ({ kind: 'user', userId, issuedBefore })
    await scene.revocations.revoke(before(2_000))
    const { position } = await scene.revocations.since(null, MOST)
    await scene.revocations.revoke(before(1_000))
    const latest = async (from: string | null) => {
      const { revocations } = await scene.revocations.since(from, MOST)
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

  test('tells many in parts, in the order recorded', async (scene) => {
    const { position: start } = await scene.revocations.since(null, MOST)
    const all = Array.from({ length: 5 }, () => token(scene.name('token')))
    for (const revocation of all) await scene.revocations.revoke(revocation)
    let position = start
    for (const part of [all.slice(0, 2), all.slice(2, 4), all.slice(4), []]) {
      const next = await scene.revocations.since(position, 2)
      assert.deepEqual(next.revocations, part)
      position = next.position
    }
  })

  test('knows of each user from when on tokens count', async (scene) => {
    const [revoked, other] = [scene.name('user'), scene.name('user')]
    await scene.revocations.revoke({ kind: 'user', userId: revoked, issuedBefore: 2_000 })
    await scene.revocations.revoke({ kind: 'user', userId: revoked, issuedBefore: 1_000 })
    assert.equal(await scene.revocations.revokedBefore(revoked), 2_000)
    assert.equal(await scene.revocations.revokedBefore(other), null)
  })

  test('takes the same revocation twice', async (scene) => {
    const same = token(scene.name('token'))
    await scene.revocations.revoke(same)
    await scene.revocations.revoke(same)
    assert.deepEqual(await told(scene, null, [same]), [true])
  })
}
