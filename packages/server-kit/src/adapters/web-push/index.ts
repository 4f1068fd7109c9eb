export type { TestService } from './guard'
export { makeVapidKeys, vapidFaults, type Vapid, type VapidFault, type VapidKeys } from './vapid'
export { webPush, type WebPushOptions } from './web-push'
