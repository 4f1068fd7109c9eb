/** Two people in each chat. A token is the person's id: who someone is, is not what is measured. */
export const CHATS = 100

export const userOf = (chat: number) => `user-${chat}`
export const shopperOf = (chat: number) => `shopper-${chat}`
export const orderOf = (chat: number) => `order-${chat}`

export const everyChat = Array.from({ length: CHATS }, (_, chat) => chat)
