// Writes to a PGlite folder until it is killed, and says on stdout what was acknowledged.
import { writeSync } from 'node:fs'
import { newId } from '../../src/core/ids'
import { pgliteStorage } from '../../src/adapters/sql/pglite'

const [dataDir, chatId, run] = process.argv.slice(2)
if (dataDir === undefined || chatId === undefined) throw new Error('usage: folder, chat, run')

const storage = pgliteStorage({ dataDir })
await storage.open()
await storage.chats.open({
  id: chatId,
  order_id: 'order',
  user_id: 'hanako',
  shopper_id: 'taro',
  reader: { userId: 'hanako', unrestricted: false },
  first: null,
})

for (let n = 0; ; n++) {
  const batch = Array.from({ length: 1 + (n % 5) }, (_, i) => ({
    chat_id: chatId,
    author: { kind: 'member', userId: 'hanako' } as const,
    draft: { id: newId(), type: 'text', content: `${run}-${n}-${i}` },
    body_hash: null,
    even_if_closed: false,
  }))
  for (const outcome of await storage.chats.append(batch)) {
    if (outcome.outcome !== 'stored') throw new Error(outcome.outcome)
    writeSync(1, `${outcome.message.seq} ${outcome.message.id}\n`)
  }
}
