import type { Templates } from '@otsy/server-kit'

/** The demo's own wording: its people are called with the honorific, as they are spoken to. */
export const demoTemplates: Templates = {
  chat_message({ senderName }, { standard }) {
    if (senderName === '') return standard
    return { ...standard, title: standard.title.replace(senderName, () => `${senderName}さん`) }
  },
}
