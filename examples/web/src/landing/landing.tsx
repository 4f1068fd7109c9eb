import { Columns2, ExternalLink, Megaphone, ShoppingBasket, UserRound } from 'lucide-react'
import { LanguageSwitch } from '../i18n/language-switch'
import { useWords } from '../i18n/language-provider'
import { PageLanguage } from '../i18n/page-language'
import { LandingSample } from './landing-sample'
import './landing.css'

/** What runs here, and the ways in. */
export function Landing() {
  const { t } = useWords()
  return (
    <main className="landing">
      <PageLanguage />
      <header className="landing-top">
        <span className="landing-brand">
          <img src="/icon.svg" alt="" />
          Otsy
        </span>
        <LanguageSwitch />
      </header>
      <section className="landing-hero">
        <div>
          <h1>{t.landing.lead}</h1>
          <p>{t.landing.body}</p>
        </div>
        <LandingSample />
      </section>
      <nav className="landing-ways" aria-label={t.landing.people}>
        <a className="landing-way" href="/customer" target="_blank" rel="noopener">
          <UserRound aria-hidden size={24} />
          <strong>{t.landing.customer}</strong>
          <span>{t.landing.customerHint}</span>
          <ExternalLink
            className="landing-way-out"
            role="img"
            aria-label={t.landing.newWindow}
            size={16}
          />
        </a>
        <a className="landing-way" href="/shopper" target="_blank" rel="noopener">
          <ShoppingBasket aria-hidden size={24} />
          <strong>{t.landing.shopper}</strong>
          <span>{t.landing.shopperHint}</span>
          <ExternalLink
            className="landing-way-out"
            role="img"
            aria-label={t.landing.newWindow}
            size={16}
          />
        </a>
        <a className="landing-way landing-way-both" href="/?view=both">
          <Columns2 aria-hidden size={24} />
          <strong>{t.landing.both}</strong>
          <span>{t.landing.bothHint}</span>
        </a>
        <a className="landing-way" href="/operator">
          <Megaphone aria-hidden size={24} />
          <strong>{t.landing.operator}</strong>
          <span>{t.landing.operatorHint}</span>
        </a>
      </nav>
      <ul className="landing-facts">
        {t.landing.facts.map(({ title, body }) => (
          <li key={title}>
            <strong>{title}</strong>
            <span>{body}</span>
          </li>
        ))}
      </ul>
    </main>
  )
}
