import { Window } from 'happy-dom'
import { onTestFinished, vi } from 'vitest'

let window: Window | null = null

/**
 * A page to render into. Only what React asks for is made global, and stays: React finishes its work
 * after a test has. What the server in the same process uses remains Node's own.
 */
export function createPage(): HTMLElement {
  if (window === null) {
    window = new Window({ url: 'http://127.0.0.1/' })
    vi.stubGlobal('window', window)
    vi.stubGlobal('document', window.document)
  }
  const container = window.document.createElement('div')
  window.document.body.appendChild(container)
  onTestFinished(() => container.remove())
  return container as unknown as HTMLElement
}
