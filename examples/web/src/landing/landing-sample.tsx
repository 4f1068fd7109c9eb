import { CheckCheck } from 'lucide-react'
import { useWords } from '../i18n/language-provider'

/** A picture of a conversation, made of text; not one that can be used. */
export function LandingSample() {
  const { t } = useWords()
  const { customer, shopper, again } = t.landing.sample
  return (
    <div className="landing-sample" aria-hidden>
      <span className="landing-bubble landing-bubble-own">{customer}</span>
      <span className="landing-bubble">{shopper}</span>
      <span className="landing-bubble landing-bubble-own">{again}</span>
      <span className="landing-read">
        <CheckCheck size={15} />
        {t.message.read}
      </span>
    </div>
  )
}
