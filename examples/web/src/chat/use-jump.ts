import type { MessagesResult } from '@otsy/client-sdk/react'
import { useLayoutEffect, useMemo, useRef, useState } from 'react'
import { ScrollKeeper } from './scroll-keeper'

export interface Jump {
  readonly keeper: ScrollKeeper
  /** The line to point out, until its colour has faded. */
  readonly flashing: string | null
  readonly faded: () => void
  /** Shows a message, fetching the part of the history it is in where needed. */
  readonly to: (target: { readonly id: string; readonly seq: number | undefined }) => void
  readonly toLatest: () => void
}

export function useJump({ rows, loadAround, showLatest }: MessagesResult): Jump {
  const [keeper] = useState(() => new ScrollKeeper())
  const [flashing, setFlashing] = useState<string | null>(null)
  const wanted = useRef<string | null>(null)
  const latest = useRef(rows)

  useLayoutEffect(() => {
    latest.current = rows
    const key = rows.find((row) => row.message.id === wanted.current)?.key
    if (key === undefined || !keeper.toLine(key)) return
    wanted.current = null
    setFlashing(key)
  }, [rows, keeper])

  const verbs = useMemo(
    () => ({
      faded: () => setFlashing(null),
      to({ id, seq }: { readonly id: string; readonly seq: number | undefined }) {
        const key = latest.current.find((row) => row.message.id === id)?.key
        if (key !== undefined && keeper.toLine(key)) return setFlashing(key)
        if (seq === undefined) return
        wanted.current = id
        keeper.release()
        loadAround(seq).catch(() => {
          wanted.current = null
        })
      },
      toLatest() {
        wanted.current = null
        showLatest()
        keeper.toBottom()
      },
    }),
    [keeper, loadAround, showLatest],
  )
  return useMemo(() => ({ keeper, flashing, ...verbs }), [keeper, flashing, verbs])
}
