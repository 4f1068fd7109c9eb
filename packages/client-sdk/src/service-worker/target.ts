import type { ShownData } from './payload'
import type { OtsyPushOptions, WorkerScope } from './scope'

/** Where a click leads, as an address of the worker's own origin. */
export function targetOf(
  { data, action }: { readonly data: Partial<ShownData>; readonly action: string },
  { location }: Pick<WorkerScope, 'location'>,
  { routes = {} }: OtsyPushOptions,
): string {
  const { otsy, type, chatId, orderId } = data
  const chat = id(chatId, routes.chat ?? ((one) => `/chat/${encodeURIComponent(one)}`))
  const order = id(orderId, routes.order ?? ((one) => `/orders/${encodeURIComponent(one)}`))
  const isChat = action === 'reply' || type === 'chat_message'
  const own = isChat ? (chat ?? order) : (order ?? chat)
  const wanted = action === 'view_order' && order !== null ? order : (otsy?.url ?? own)
  return within(location, wanted ?? '/')
}

function id(value: unknown, route: (id: string) => string): string | null {
  return typeof value === 'string' && value !== '' ? route(value) : null
}

/** Another origin, a script, another scheme: whatever leads out of the app leads to its beginning. */
function within({ origin, protocol }: WorkerScope['location'], wanted: string): string {
  try {
    const url = new URL(wanted, origin)
    // The scheme too: `blob:` addresses have the origin they were made in.
    if (url.origin === origin && url.protocol === protocol) {
      return origin + url.pathname + url.search + url.hash
    }
  } catch {
    // It is no address at all.
  }
  return `${origin}/`
}
