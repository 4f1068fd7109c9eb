import { chatRoutes } from './chat'
import { notificationRoutes } from './notifications'

/** Every REST route. A literal path stands before a parameter at the same place. */
export const routes = { ...chatRoutes, ...notificationRoutes } as const

export type ChatRouteName = keyof typeof chatRoutes
export type NotificationRouteName = keyof typeof notificationRoutes
export type RouteName = keyof typeof routes
