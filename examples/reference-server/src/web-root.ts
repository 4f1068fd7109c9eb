import { fileURLToPath } from 'node:url'

/** Where Vite builds the pages; the same from `src` and from `dist`. */
export const WEB_ROOT = fileURLToPath(new URL('../../web/dist', import.meta.url))
