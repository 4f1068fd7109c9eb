import type { Notification, NotificationInput, Preferences } from '@otsy/protocol'
import type { Demo, Side } from './demo'

type Who = Side | 'operator'

/** What an operator, or another device of a person's, does without a page. */
export class Operator {
  readonly #url: string

  constructor({ url }: Pick<Demo, 'url'>) {
    this.#url = url
  }

  /** Answers the notification's id. */
  async send(to: Side, notification: NotificationInput): Promise<string> {
    const path = `/v1/notifications/admin/send/demo-${to}`
    const { id } = await this.#call<{ id: string }>('operator', path, {
      method: 'POST',
      body: JSON.stringify(notification),
    })
    return id
  }

  async preferences(of: Side): Promise<Preferences> {
    return await this.#call(of, '/v1/notifications/preferences')
  }

  async setPreferences(of: Side, change: Partial<Preferences>): Promise<void> {
    const body = JSON.stringify(change)
    await this.#call(of, '/v1/notifications/preferences', { method: 'PUT', body })
  }

  /** Newest first, at most a hundred. */
  async history(of: Side): Promise<readonly Notification[]> {
    const path = '/v1/notifications/history?limit=100'
    const page = await this.#call<{ notifications: readonly Notification[] }>(of, path)
    return page.notifications
  }

  async markRead(of: Side, notification_ids: readonly string[]): Promise<void> {
    const body = JSON.stringify({ notification_ids })
    await this.#call(of, '/v1/notifications/read', { method: 'PUT', body })
  }

  async #call<T>(as: Who, path: string, request: RequestInit = {}): Promise<T> {
    const session = await fetch(`${this.#url}/demo/session?as=${as}`)
    const { token } = (await session.json()) as { token: string }
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    const response = await fetch(this.#url + path, { headers, ...request })
    if (!response.ok) throw new Error(`${path} answered ${response.status}`)
    return (await response.json()) as T
  }
}
