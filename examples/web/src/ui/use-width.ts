import { useCallback, useState, type RefCallback } from 'react'

/**
 * The width of an element in pixels, null until it is laid out. Half a window may be as narrow as a
 * phone, so the layout asks the element, not the screen.
 */
export function useWidth(): { ref: RefCallback<HTMLElement>; width: number | null } {
  const [width, setWidth] = useState<number | null>(null)
  const ref = useCallback((element: HTMLElement | null) => {
    if (element === null) return
    setWidth(element.clientWidth)
    const observer = new ResizeObserver(() => setWidth(element.clientWidth))
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  return { ref, width }
}
