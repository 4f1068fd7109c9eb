import { Compass } from 'lucide-react'
import { useWords } from '../i18n/language-provider'
import { PageLanguage } from '../i18n/page-language'
import { TopBar } from '../workspace/top-bar'
import './lost-page.css'

/** An address that leads nowhere, and the way back. */
export function LostPage() {
  const { t } = useWords()
  return (
    <div className="lost">
      <PageLanguage />
      <title>{`${t.lost.title} · Otsy`}</title>
      <TopBar />
      <main className="note">
        <Compass aria-hidden size={40} strokeWidth={1.5} />
        <h1>{t.lost.title}</h1>
        <p>{t.lost.body}</p>
        <a className="button" href="/">
          {t.lost.back}
        </a>
      </main>
    </div>
  )
}
