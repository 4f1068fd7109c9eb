import assert from 'node:assert/strict'
import { DEFAULT_PREFERENCES } from '../../core/notifications/model'
import type { DeclareNotificationTest } from '../notification-suite'

const night = { from: '22:00', to: '07:30', time_zone: 'Asia/Tokyo' }

export function notificationsPreferencesGroup(test: DeclareNotificationTest): void {
  test('knows none of someone who never chose', async (scene) => {
    const userId = scene.name('user')
    assert.equal(await scene.store.preferences(userId), null)
    await scene.lay(userId)
    assert.equal((await scene.nextUndecided()).preferences, null)
  })

  test('changes what is given and keeps the rest', async (scene) => {
    const userId = scene.name('user')
    const save = (change: Parameters<typeof scene.store.savePreferences>[1]) =>
      scene.store.savePreferences(userId, change)
    let wanted = { ...DEFAULT_PREFERENCES, promotional: true }
    assert.deepEqual(await save({ promotional: true }), wanted)
    wanted = { ...wanted, quiet_hours: night, locale: 'ja' }
    assert.deepEqual(await save({ quiet_hours: night, locale: 'ja' }), wanted)
    wanted = { ...wanted, chat_messages: false, order_updates: false, system_alerts: false }
    const off = { chat_messages: false, order_updates: false, system_alerts: false }
    assert.deepEqual(await save(off), wanted)
    assert.deepEqual(await save({}), wanted)
    assert.deepEqual(await scene.store.preferences(userId), wanted)
    await scene.lay(userId)
    assert.deepEqual((await scene.nextUndecided()).preferences, wanted)
    assert.equal(await scene.store.preferences(scene.name('other')), null)
  })

  test('takes quiet hours away with null', async (scene) => {
    const userId = scene.name('user')
    await scene.store.savePreferences(userId, { quiet_hours: night })
    const without = await scene.store.savePreferences(userId, { quiet_hours: null })
    assert.deepEqual(without, DEFAULT_PREFERENCES)
    assert.deepEqual(await scene.store.preferences(userId), DEFAULT_PREFERENCES)
  })
}
