import { serveStatic } from '@hono/node-server/serve-static'
import { Hono } from 'hono'
import { secureHeaders } from 'hono/secure-headers'

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
  app.use(serveStatic({ root }))
  for (const path of ['/', '/customer', '/shopper', '/operator']) {
    app.get(path, serveStatic({ root, path: 'index.html' }))
  }
  app.notFound((c) => c.text('Not found.', 404))
  return app
}
