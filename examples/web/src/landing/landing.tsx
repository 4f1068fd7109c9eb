import {
  Columns2,
  ExternalLink,
  Megaphone,
  ShoppingBasket,
  UserRound,
  type LucideIcon,
} from 'lucide-react'
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
        <Way href="/customer" icon={UserRound} title={t.landing.customer} isOwnWindow>
          {t.landing.customerHint}
        </Way>
        <Way href="/shopper" icon={ShoppingBasket} title={t.landing.shopper} isOwnWindow>
          {t.landing.shopperHint}
        </Way>
        <Way href="/?view=both" icon={Columns2} title={t.landing.both} isWide>
          {t.landing.bothHint}
        </Way>
        <Way href="/operator" icon={Megaphone} title={t.landing.operator}>
          {t.landing.operatorHint}
        </Way>
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

interface WayProps {
  readonly href: string
  readonly icon: LucideIcon
  readonly title: string
  readonly isOwnWindow?: boolean
  readonly isWide?: boolean
  readonly children: string
}

function Way({ href, icon: Icon, title, isOwnWindow, isWide, children }: WayProps) {
  const { t } = useWords()
  return (
    <a
      className={isWide ? 'landing-way landing-way-both' : 'landing-way'}
      href={href}
      {...(isOwnWindow && { target: '_blank', rel: 'noopener' })}
    >
      <Icon aria-hidden size={24} />
      <strong>{title}</strong>
      <span>{children}</span>
      {isOwnWindow && (
        <ExternalLink
          className="landing-way-out"
          role="img"
          aria-label={t.landing.newWindow}
          size={16}
        />
      )}
    </a>
  )
}
