import { serveStatic } from '@hono/node-server/serve-static'
import { Hono } from 'hono'
import { secureHeaders } from 'hono/secure-headers'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

const PAGES = ['/', '/customer', '/shopper', '/operator', '/chat/:id', '/orders/:id']

/**
 * The built web pages: files by name, and index.html for every address the page itself knows. `root`
 * is the folder Vite built into; without one there is a page that says so.
 */
export function pages(root: string): Hono {
  const app = new Hono()
  app.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'self'"],
        // Pictures in messages come from anywhere over https.
        imgSrc: ["'self'", 'https:', 'data:'],
        connectSrc: ["'self'", 'ws:', 'wss:'],
        styleSrc: ["'self'", "'unsafe-inline'"],
        objectSrc: ["'none'"],
        frameAncestors: ["'self'"],
      },
      referrerPolicy: 'no-referrer',
    }),
  )
  app.use('/assets/*', async (c, next) => {
    await next()
    // Vite names these by their content.
    if (c.res.ok) c.header('cache-control', 'public, max-age=31536000, immutable')
  })
  app.use('/otsy-sw.js', async (c, next) => {
    await next()
    // A browser that kept an old worker would show notifications in an old way.
    c.header('cache-control', 'no-cache')
  })
  app.use(serveStatic({ root }))
  // The last two are where notifications lead.
  for (const path of PAGES) {
    app.get(path, serveStatic({ root, path: 'index.html' }))
  }
  // Where people look for a page the app says that there is none; programs get a word.
  app.get('*', async (c, next) => {
    if (!c.req.header('accept')?.includes('text/html')) return await next()
    const index = await readFile(join(root, 'index.html'), 'utf8').catch(() => null)
    return index === null ? await next() : c.html(index, 404)
  })
  return app
}
