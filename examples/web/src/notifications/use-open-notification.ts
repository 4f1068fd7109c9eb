import type { Notification } from '@otsy/client-sdk'
import { useOtsy, type NotificationsResult } from '@otsy/client-sdk/react'
import { useCallback } from 'react'
import { navigate } from '../app/route'
import { targetOf } from './notification-target'

export interface OpenNotificationOptions {
  readonly onOpen: (chatId: string) => void
  readonly onClose: () => void
  readonly markRead: NotificationsResult['markRead']
}

/** Marks a notification read and goes to what it tells of. Rejects when that is not there. */
export function useOpenNotification(
  options: OpenNotificationOptions,
): (notification: Notification) => Promise<void> {
  const otsy = useOtsy()
  const { onOpen, onClose, markRead } = options
  return useCallback(
    async (notification) => {
      if (notification.read_at === undefined) {
        // Whether it counts as read is no reason not to show it.
        markRead([notification.id]).catch(() => undefined)
      }
      const target = targetOf(notification)
      if (target?.kind === 'order') {
        const { id } = await otsy.chat.ofOrder(target.orderId)
        onOpen(id)
      } else if (target?.kind === 'chat') onOpen(target.chatId)
      else if (target?.kind === 'path') navigate(target.path)
      if (target !== null) onClose()
    },
    [otsy, onOpen, onClose, markRead],
  )
}
