import { format } from 'prettier'
import { beforeAll, describe, expect, test } from 'vitest'
import { recordFrames, type Frames } from './support/record-frames'

// What this server says, frame by frame, against what is committed beside the contract. A frame that
// differs is a change of the wire: rewrite the files with `npx vitest run -u` only where that is meant.
describe('the server says exactly what is frozen', () => {
  let frames: Frames
  beforeAll(async () => {
    frames = await recordFrames()
  })

  test.each([
    ['chat-routes', 'routes'],
    ['client-events', 'clientEvents'],
    ['server-events', 'serverEvents'],
    ['refusals', 'refusals'],
  ] as const)('in %s.json', async (file, group) => {
    const text = await format(JSON.stringify(frames[group]), { parser: 'json', printWidth: 100 })
    await expect(text).toMatchFileSnapshot(`../../protocol/test/frames/${file}.json`)
  })
})
