import type { ShownData } from './payload'
import { showNotification } from './push'
import { indexedDbPushRecords } from './records'
import { request } from './request'
import type { WorkerScope } from './scope'
import { words } from './words'

/** The action of a notification that says that an answer was not sent. */
export const AGAIN = 'otsy:again'

interface Reply {
  readonly content: string
  /** Of the notification it answers. */
  readonly tag: string
  readonly data: ShownData
}

/**
 * Sends what was typed into a notification. What does not get through is shown with its text, so that
 * nothing a person wrote is lost.
 */
export async function sendReply(scope: WorkerScope, reply: Reply): Promise<void> {
  try {
    await post(scope, reply)
  } catch {
    const { content, data, tag } = reply
    const { notSent, again } = words(scope.navigator.language)
    await showNotification(scope, notSent, {
      body: content,
      tag: `${tag}:reply`,
      requireInteraction: true,
      actions: [{ action: AGAIN, title: again }],
      data: { ...data, otsy: { ...data.otsy, draft: content } },
    })
  }
}

async function post(scope: WorkerScope, { content, data }: Reply): Promise<void> {
  const { id, shownAt } = data.otsy
  const records = await indexedDbPushRecords(scope.indexedDB).all()
  const record = records.find((one) => one.scope === scope.registration.scope)
  if (id === null || record === undefined) throw new Error('There is nobody to answer to.')
  await request(scope, {
    method: 'POST',
    url: `${record.base}/v1/notifications/${encodeURIComponent(id)}/reply`,
    body: {
      subscription_id: record.id,
      secret: record.secret,
      content,
      // The same each time this very answer is tried.
      client_id: `reply-${id}-${shownAt}`,
    },
  })
}
