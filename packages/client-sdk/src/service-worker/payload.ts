/** What a push says, as far as it can be trusted. */
export interface Pushed {
  /** null: nothing is to be shown. */
  readonly shown: Shown | null
  /** Tags to take down. */
  readonly close: readonly string[]
  /** For the badge of the app's icon; null: not told. */
  readonly unread: number | null
}

export interface Shown {
  readonly title: string
  readonly options: ShownOptions
}

/** The DOM's type knows no actions: a page can't show them, a worker can. */
export interface ShownOptions extends NotificationOptions {
  readonly actions?: readonly {
    readonly action: string
    readonly title: string
    readonly icon?: string
    readonly type?: 'button' | 'text'
  }[]
  readonly data: ShownData
}

/** What was pushed as `data`, and what a click has to know. */
export interface ShownData {
  readonly [key: string]: unknown
  readonly otsy: {
    /** Of the notification at the server; null: this was not made by one. */
    readonly id: string | null
    readonly url: string | null
    /** Names one showing of it, so that an answer typed into it is sent once. */
    readonly shownAt: number
    /** An answer that did not get through. */
    readonly draft?: string
  }
}

type Fields = Readonly<Record<string, unknown>>

/** Reads a push; null: it can't be read, and something has to be shown all the same. */
export function readPush(text: string | undefined, now: number): Pushed | null {
  const payload = fields(parse(text))
  if (payload === null) return null
  const close = list(payload.close).filter((tag) => typeof tag === 'string')
  const { unread } = payload
  const pushed = { close, unread: typeof unread === 'number' ? unread : null }
  if (payload.silent === true) return { ...pushed, shown: null }
  const shown = show(payload, now) ?? show(declared(payload), now)
  return shown === null ? null : { ...pushed, shown }
}

/** The same as a Declarative Web Push, which leads somewhere by `navigate`. */
function declared(payload: Fields): Fields {
  const block = fields(payload.notification) ?? {}
  return { ...block, url: block.navigate, id: payload.id }
}

function show(payload: Fields, now: number): Shown | null {
  const title = string(payload.title)
  if (title === undefined || title === '') return null
  const given = {
    body: string(payload.body),
    icon: string(payload.icon),
    badge: string(payload.badge),
    tag: string(payload.tag),
    actions: actions(payload.actions),
    requireInteraction: payload.requireInteraction === true ? true : undefined,
  }
  const present = Object.entries(given).filter(([, value]) => value !== undefined)
  const otsy = { id: string(payload.id) ?? null, url: string(payload.url) ?? null, shownAt: now }
  const data = { ...fields(payload.data), otsy }
  return { title, options: { ...Object.fromEntries(present), data } }
}

function actions(given: unknown): ShownOptions['actions'] {
  const buttons = list(given).flatMap((entry) => {
    const { action, title, icon } = fields(entry) ?? {}
    if (typeof action !== 'string' || typeof title !== 'string') return []
    const picture = typeof icon === 'string' ? { icon } : {}
    // Platforms that let people type into a notification show a field, all others a button.
    const type = action === 'reply' ? { type: 'text' as const } : {}
    return [{ action, title, ...picture, ...type }]
  })
  return buttons.length > 0 ? buttons : undefined
}

function parse(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '')
  } catch {
    return null
  }
}

function fields(value: unknown): Fields | null {
  const isFields = typeof value === 'object' && value !== null && !Array.isArray(value)
  return isFields ? (value as Fields) : null
}

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
const string = (value: unknown) => (typeof value === 'string' ? value : undefined)
