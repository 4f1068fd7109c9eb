import { useCallback, type RefCallback } from 'react'

/**
 * For a part of the page that takes the place of another: what had the focus may have gone with it,
 * and a keyboard or a screen reader would begin at the top again. Nothing is focused before somebody
 * has touched the page. The element needs a `tabIndex` of -1.
 */
export function useArrivalFocus(): RefCallback<HTMLElement> {
  return useCallback((element: HTMLElement | null) => {
    const lost = document.activeElement === document.body
    if (element !== null && lost && navigator.userActivation?.hasBeenActive) {
      element.focus({ preventScroll: true })
    }
  }, [])
}
