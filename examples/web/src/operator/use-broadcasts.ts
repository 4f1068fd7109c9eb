import type { BroadcastProgress, NotificationStats } from '@otsy/client-sdk'
import { useOtsy } from '@otsy/client-sdk/react'
import { useCallback, useEffect, useRef, useState } from 'react'
import { rateOf, sampled, settledOf, type Sample } from './progress'

/** How often what is moving is looked at, and all the rest, in milliseconds. */
const MOVING_MS = 500
const RESTING_MS = 5_000

export interface BroadcastDesk {
  /** Newest first. */
  readonly broadcasts: readonly BroadcastProgress[]
  /** null until first loaded. */
  readonly stats: NotificationStats | null
  /** People a second by broadcast, of those that are moving. */
  readonly rates: Readonly<Record<string, number | null>>
  /** Why the last look failed. */
  readonly fault: unknown
  readonly reload: () => void
  readonly cancel: (id: string) => Promise<void>
}

/** What an operator looks at, looked up again as long as it is shown, more often while something moves. */
export function useBroadcasts(): BroadcastDesk {
  const { admin } = useOtsy().notifications
  const [broadcasts, setBroadcasts] = useState<readonly BroadcastProgress[]>([])
  const [stats, setStats] = useState<NotificationStats | null>(null)
  const [fault, setFault] = useState<unknown>(null)
  const [round, setRound] = useState(0)
  const samples = useRef<Record<string, readonly Sample[]>>({})
  const [rates, setRates] = useState<BroadcastDesk['rates']>({})

  const look = useCallback(async () => {
    const [list, numbers] = await Promise.all([admin.broadcasts.list(), admin.stats()])
    const moving = list.filter(({ done }) => !done)
    samples.current = Object.fromEntries(
      moving.map((one) => {
        const next = { at: performance.now(), settled: settledOf(one) }
        return [one.id, sampled(samples.current[one.id] ?? [], next)]
      }),
    )
    const now = Object.entries(samples.current).map(([id, taken]) => [id, rateOf(taken)] as const)
    setRates(Object.fromEntries(now))
    setBroadcasts(list)
    setStats(numbers)
    setFault(null)
    return moving.length > 0
  }, [admin])

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    let wanted = true
    const turn = async () => {
      const moves = await look().catch((reason: unknown) => {
        setFault(reason)
        return false
      })
      if (wanted) timer = setTimeout(() => void turn(), moves ? MOVING_MS : RESTING_MS)
    }
    void turn()
    return () => {
      wanted = false
      clearTimeout(timer)
    }
  }, [look, round])

  const reload = useCallback(() => setRound((last) => last + 1), [])
  const cancel = useCallback(
    async (id: string) => {
      await admin.broadcasts.cancel(id)
      reload()
    },
    [admin, reload],
  )
  return { broadcasts, stats, rates, fault, reload, cancel }
}
