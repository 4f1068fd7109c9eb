import type { MessagesResult } from '@otsy/client-sdk/react'
import { useTyping } from '@otsy/client-sdk/react'
import { Check, ImagePlus, SendHorizontal } from 'lucide-react'
import { useEffect, useId, useState, type FormEvent, type KeyboardEvent } from 'react'
import { useWords } from '../i18n/language-provider'
import type { Persona } from '../session/persona'
import { IconButton } from '../ui/icon-button'
import { ComposerContextBar } from './composer-context-bar'
import { endsComposition } from './ends-composition'
import { pastedPicture } from './pasted-picture'
import { PictureDialog, type Picture } from './picture-dialog'
import { PictureOffer, type Offer } from './picture-offer'
import { useAutoGrow } from './use-auto-grow'
import type { ComposerContext } from './use-chat-actions'
import { useDraft } from './use-draft'
import './composer.css'

export interface ComposerProps {
  readonly chatId: string
  readonly persona: Persona
  readonly messages: MessagesResult
  readonly context: ComposerContext
  readonly onContext: (context: ComposerContext) => void
  readonly onSent: () => void
  readonly onProblem: (error: unknown) => void
  /** Whether typing may begin at once; on a phone that would bring the keyboard up. */
  readonly autoFocus: boolean
}

const fresh: ComposerContext = { kind: 'new' }

export function Composer(props: ComposerProps) {
  const { chatId, persona, messages, context, onContext, onSent, onProblem, autoFocus } = props
  const { t } = useWords()
  const typing = useTyping(chatId)
  const { text, setText } = useDraft({ persona, chatId }, context)
  const [picture, setPicture] = useState<string | null>(null)
  const [offer, setOffer] = useState<Offer | null>(null)
  const field = useAutoGrow(text)
  const hintId = useId()

  useEffect(() => {
    if (autoFocus || context.kind !== 'new') field.current?.focus()
  }, [autoFocus, context, field])

  const begin = (next: ComposerContext) => {
    onContext(next)
    setOffer(null)
    typing.stop()
  }
  const submit = () => {
    const content = text.trim()
    if (content === '') return
    setText('')
    begin(fresh)
    if (context.kind === 'edit') {
      if (content !== context.message.content) {
        messages.edit(context.message.id, content).catch(onProblem)
      }
      return
    }
    const reply = context.kind === 'reply' ? { reply_to: context.message.id } : {}
    // A refusal shows on the message itself.
    messages.send({ content, type: 'text', ...reply }).catch(() => undefined)
    onSent()
  }
  const sendPicture = (sent: Picture) => {
    setPicture(null)
    if (offer?.kind === 'address') setText(text.replace(offer.url, '').trim())
    const reply = context.kind === 'reply' ? { reply_to: context.message.id } : {}
    begin(fresh)
    messages.send({ type: 'image', ...sent, ...reply }).catch(() => undefined)
    onSent()
  }
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (endsComposition(event.nativeEvent)) return
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault()
      submit()
    }
    if (event.key === 'Escape' && context.kind !== 'new') begin(fresh)
    if (event.key === 'ArrowUp' && text === '' && context.kind === 'new') {
      const last = messages.rows.findLast(
        (row) => row.mine && row.message.type === 'text' && row.message.deleted_at === undefined,
      )
      if (last?.delivery !== 'sent') return
      event.preventDefault()
      onContext({ kind: 'edit', message: last.message })
    }
  }

  return (
    <>
      <form
        className="composer"
        onSubmit={(event: FormEvent) => {
          event.preventDefault()
          submit()
        }}
      >
        <ComposerContextBar context={context} onCancel={() => begin(fresh)} />
        <PictureOffer
          offer={offer}
          onAccept={() => setPicture(offer?.kind === 'address' ? offer.url : '')}
          onClose={() => setOffer(null)}
        />
        <div className="composer-line">
          <IconButton
            icon={ImagePlus}
            label={t.composer.picture}
            onClick={() => setPicture('')}
            disabled={context.kind === 'edit'}
          />
          <textarea
            ref={field}
            rows={1}
            value={text}
            dir="auto"
            enterKeyHint="send"
            placeholder={t.composer.placeholder}
            aria-label={t.composer.label}
            aria-describedby={hintId}
            onChange={(event) => {
              setText(event.target.value)
              if (event.target.value === '') typing.stop()
              else if (context.kind !== 'edit') typing.notify()
            }}
            onBlur={() => typing.stop()}
            onPaste={(event) => setOffer(pastedPicture(event.clipboardData))}
            onKeyDown={onKeyDown}
          />
          <button
            type="submit"
            className="composer-send"
            disabled={text.trim() === ''}
            aria-label={context.kind === 'edit' ? t.composer.save : t.composer.send}
          >
            {context.kind === 'edit' ? (
              <Check aria-hidden size={20} />
            ) : (
              <SendHorizontal aria-hidden size={20} />
            )}
          </button>
        </div>
        <p id={hintId} className="composer-hint">
          {t.composer.keys}
        </p>
      </form>
      {picture !== null && (
        <PictureDialog startUrl={picture} onCancel={() => setPicture(null)} onSend={sendPicture} />
      )}
    </>
  )
}
