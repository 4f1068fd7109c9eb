import { expect, it } from 'vitest'
import { conversation, roomOf } from './support/conversation'
import { until } from './support/until'

it.each([true, false])(
  'what a deleted message said leaves an open list of notifications (in its chat: %s)',
  async (isInChat) => {
    const { customer, shopper, chatId } = await conversation({
      server: { notifications: {} },
    })
    const { notifications } = shopper.otsy
    notifications.subscribe(() => undefined)
    await until(notifications, ({ status }) => status === 'ready')
    if (isInChat) await roomOf(shopper, chatId)

    const { id } = await customer.otsy.chat.send(chatId, 'secret')
    const bodies = () => notifications.get().notifications.map(({ body }) => body)
    await until(notifications, () => bodies().includes('secret'))
    // The inbox alone does not say that a message was deleted which is not the last.
    await shopper.otsy.chat.send(chatId, 'later')
    await customer.otsy.chat.delete(chatId, id)
    await until(notifications, () => !bodies().includes('secret'))
    expect(bodies()).toEqual([''])
  },
)
