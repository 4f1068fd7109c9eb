/**
 * What is used of a `ServiceWorkerGlobalScope`, named by structure: a host's worker has those types, a
 * page that shares this code does not.
 */
export interface WorkerScope {
  readonly registration: ServiceWorkerRegistration
  readonly clients: WorkerClients
  readonly location: { readonly origin: string; readonly protocol: string }
  readonly navigator: WorkerNavigator
  readonly indexedDB: IDBFactory
  fetch(url: string, init: RequestInit): Promise<Response>
  setTimeout(run: () => void, ms: number): unknown
  addEventListener(type: string, listener: (event: Event) => void): void
}

interface WorkerNavigator {
  readonly language: string
  setAppBadge?(count?: number): Promise<void>
  clearAppBadge?(): Promise<void>
}

export interface WorkerClients {
  matchAll(options: {
    readonly type: 'window'
    readonly includeUncontrolled: boolean
  }): Promise<readonly WorkerPage[]>
  openWindow(url: string): Promise<unknown>
}

/** A page of the origin. */
export interface WorkerPage {
  readonly url: string
  readonly focused: boolean
  focus(): Promise<unknown>
  navigate(url: string): Promise<WorkerPage | null>
  postMessage(message: unknown): void
}

interface Extendable {
  waitUntil(work: Promise<unknown>): void
}

export interface PushEventLike extends Extendable {
  readonly data: { text(): string } | null
}

export interface NotificationEventLike extends Extendable {
  readonly notification: Notification
  readonly action: string
  /** What was typed into an action of type `text`, where a platform has those. */
  readonly reply?: string | null
}

export interface SubscriptionChangeEventLike extends Extendable {
  readonly newSubscription?: PushSubscription | null
}

export interface MessageEventLike {
  readonly data: unknown
  readonly ports: readonly { postMessage(message: unknown): void }[]
}

/** How a host bends what is shown and where it leads. */
export interface OtsyPushOptions {
  /** Paths of the app; whatever leads to another origin leads to `/` instead. */
  readonly routes?: {
    /** Default `/chat/<id>`. */
    readonly chat?: (chatId: string) => string
    /** Default `/orders/<id>`. */
    readonly order?: (orderId: string) => string
  }
  /** Shown for a push that can't be read; default a sentence in English or Japanese. */
  readonly fallback?: { readonly title: string; readonly body?: string; readonly icon?: string }
}
