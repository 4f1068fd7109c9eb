import { LIMITS, type NotificationAction } from '@otsy/protocol'
import { storableMetadata } from '../chat/storable'
import { cleanText } from '../clean-text'
import type { NotificationContent } from './model'

const MOST_TITLE = 200
const MOST_BODY = LIMITS.textLength
const MOST_ACTIONS = 4
const MOST_ACTION = 64
const MOST_ACTION_TITLE = 128

/**
 * What a template made, as every database can hold it. One that cannot be written takes those of other people
 * down with it, which are decided on in the same commit, so texts are cleaned and cut; a host's template may
 * answer anything. Throws a plain Error where title, body or data are missing, or data are no plain JSON.
 */
export function storableContent(made: unknown): NotificationContent {
  const { title, body, icon, data, actions, url } = (made ?? {}) as Readonly<
    Record<string, unknown>
  >
  const plain = storableMetadata(data)
  if (typeof title !== 'string' || typeof body !== 'string' || plain === undefined) {
    throw new TypeError('A template answers at least a title, a body and data.')
  }
  return {
    title: cleanText(title, MOST_TITLE),
    body: cleanText(body, MOST_BODY),
    ...(typeof icon === 'string' && { icon: cleanText(icon, LIMITS.urlLength) }),
    data: plain,
    ...(Array.isArray(actions) && {
      actions: actions.flatMap(storableAction).slice(0, MOST_ACTIONS),
    }),
    ...(typeof url === 'string' && { url: cleanText(url, LIMITS.urlLength) }),
  }
}

/** Without those that are no buttons. */
function storableAction(given: unknown): NotificationAction[] {
  const { action, title, icon } = (given ?? {}) as Readonly<Record<string, unknown>>
  if (typeof action !== 'string' || typeof title !== 'string') return []
  if (action === '' || title === '') return []
  return [
    {
      action: cleanText(action, MOST_ACTION),
      title: cleanText(title, MOST_ACTION_TITLE),
      ...(typeof icon === 'string' && { icon: cleanText(icon, LIMITS.urlLength) }),
    },
  ]
}
