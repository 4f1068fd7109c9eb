import type { Templates } from '@otsy/server-kit'

/** The demo's own wording: people are called with the honorific, and a receipt speaks their language. */
export const demoTemplates: Templates = {
  chat_message({ senderName, type }, { locale, standard }) {
    const title = standard.title.replace(senderName, (name) => (name === '' ? '' : `${name}さん`))
    const isReceipt = type === 'receipt_shared' && locale.startsWith('ja')
    return { ...standard, title, body: isReceipt ? 'レシートが共有されました' : standard.body }
  },
}
