import { mergeConfig } from 'vitest/config'
import base from '../../../vitest.config'
import { mutatedSource } from './mutation'

/** The tests as ever, on sources with one mechanism switched off; the files stay as they are. */
export default mergeConfig(base, {
  plugins: [
    {
      name: 'mutation',
      enforce: 'pre',
      transform: (source: string, id: string) => mutatedSource(id.split('?')[0] ?? id, source),
    },
  ],
})
