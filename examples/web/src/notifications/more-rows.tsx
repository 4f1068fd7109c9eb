import { LoaderCircle } from 'lucide-react'
import { useCallback, useState } from 'react'
import { useWords } from '../i18n/language-provider'

/** Loads more as soon as it is scrolled to; where that fails, by hand. */
export function MoreRows({ onMore }: { readonly onMore: () => Promise<void> }) {
  const { t } = useWords()
  const [failed, setFailed] = useState(false)
  const load = useCallback(() => {
    setFailed(false)
    onMore().catch(() => setFailed(true))
  }, [onMore])
  const watch = useCallback(
    (element: HTMLElement | null) => {
      if (element === null) return
      const observer = new IntersectionObserver((entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) load()
      })
      observer.observe(element)
      return () => observer.disconnect()
    },
    [load],
  )
  if (failed) {
    return (
      <button type="button" className="button notice-more" onClick={load}>
        {t.notifications.more}
      </button>
    )
  }
  return (
    <div ref={watch} className="notice-more">
      <LoaderCircle className="spinner" role="img" aria-label={t.notifications.loading} size={20} />
    </div>
  )
}
