export { onPushSubscriptionChange } from './change'
export { onNotificationClick } from './click'
export { installOtsyPush } from './install'
export { onMessage } from './message'
export { onPush } from './push'
export type {
  MessageEventLike,
  NotificationEventLike,
  OtsyPushOptions,
  PushEventLike,
  SubscriptionChangeEventLike,
  WorkerClients,
  WorkerPage,
  WorkerScope,
} from './scope'
export { WORKER_VERSION } from './version'
