import type { RouteSpec } from './spec'

export const chatRoutes = {
  createChat: { method: 'POST', path: '/v1/chat', access: 'bearer', status: 201 },
  listMyChats: { method: 'GET', path: '/v1/chat/my-chats', access: 'bearer', status: 200 },
  getChatStats: { method: 'GET', path: '/v1/chat/admin/stats', access: 'admin', status: 200 },
  getChatOfOrder: {
    method: 'GET',
    path: '/v1/chat/order/:order_id',
    access: 'bearer',
    status: 200,
  },
  getChat: { method: 'GET', path: '/v1/chat/:chat_id', access: 'bearer', status: 200 },
  sendMessage: {
    method: 'POST',
    path: '/v1/chat/:chat_id/messages',
    access: 'bearer',
    status: 201,
  },
  listMessages: {
    method: 'GET',
    path: '/v1/chat/:chat_id/messages',
    access: 'bearer',
    status: 200,
  },
  markRead: {
    method: 'PUT',
    path: '/v1/chat/:chat_id/messages/read',
    access: 'bearer',
    status: 200,
  },
  editMessage: {
    method: 'PATCH',
    path: '/v1/chat/:chat_id/messages/:message_id',
    access: 'bearer',
    status: 200,
  },
  deleteMessage: {
    method: 'DELETE',
    path: '/v1/chat/:chat_id/messages/:message_id',
    access: 'bearer',
    status: 200,
  },
  addReaction: {
    method: 'PUT',
    path: '/v1/chat/:chat_id/messages/:message_id/reactions/:emoji',
    access: 'bearer',
    status: 200,
  },
  removeReaction: {
    method: 'DELETE',
    path: '/v1/chat/:chat_id/messages/:message_id/reactions/:emoji',
    access: 'bearer',
    status: 200,
  },
  getUnreadCount: {
    method: 'GET',
    path: '/v1/chat/:chat_id/unread-count',
    access: 'bearer',
    status: 200,
  },
  muteChat: { method: 'PUT', path: '/v1/chat/:chat_id/mute', access: 'bearer', status: 200 },
  closeChat: { method: 'POST', path: '/v1/chat/:chat_id/close', access: 'bearer', status: 200 },
  reopenChat: { method: 'POST', path: '/v1/chat/:chat_id/reopen', access: 'admin', status: 200 },
} as const satisfies Record<string, RouteSpec>
