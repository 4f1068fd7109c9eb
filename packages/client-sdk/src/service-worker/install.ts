import { onPushSubscriptionChange } from './change'
import { onNotificationClick } from './click'
import { onMessage } from './message'
import { onPush } from './push'
import type {
  MessageEventLike,
  NotificationEventLike,
  OtsyPushOptions,
  PushEventLike,
  SubscriptionChangeEventLike,
  WorkerScope,
} from './scope'

/**
 * Lets a host's own worker take Otsy's pushes: `installOtsyPush(self)` at its top. It listens to `push`,
 * `notificationclick`, `pushsubscriptionchange` and `message`, and to nothing else.
 */
export function installOtsyPush(scope: WorkerScope, options: OtsyPushOptions = {}): void {
  // The scope says of none of its events what they carry.
  const on = <E>(type: string, handle: (event: E) => void) =>
    scope.addEventListener(type, (event) => handle(event as E))
  on<PushEventLike>('push', (event) => onPush(event, scope, options))
  on<NotificationEventLike>('notificationclick', (event) =>
    onNotificationClick(event, scope, options),
  )
  on<SubscriptionChangeEventLike>('pushsubscriptionchange', (event) =>
    onPushSubscriptionChange(event, scope),
  )
  on<MessageEventLike>('message', onMessage)
}
