import { useMemo } from 'react'
import type { Presence } from '@otsy/protocol'
import type { OtsyClient } from '../api/client'
import type { Observable } from '../api/observable'
import { useOtsy } from './context'
import type { PresenceResult } from './results'
import { useObservable } from './use-observable'

/** The presence of people of shared chats. The list may be a new array at each render. */
export function usePresence(userIds: readonly string[]): PresenceResult {
  const otsy = useOtsy()
  const key = JSON.stringify([...new Set(userIds)].sort())
  const people = useMemo(() => together(otsy, JSON.parse(key) as string[]), [otsy, key])
  return useObservable(people)
}

function together(otsy: OtsyClient, userIds: readonly string[]): Observable<PresenceResult> {
  let last: PresenceResult = {}
  return {
    get: () => {
      const known = userIds
        .map((userId) => otsy.presence.of(userId).get())
        .filter((presence): presence is Presence => presence !== null)
      const same =
        known.length === Object.keys(last).length &&
        known.every((presence) => last[presence.userId] === presence)
      if (!same) last = Object.fromEntries(known.map((presence) => [presence.userId, presence]))
      return last
    },
    subscribe: (listener) =>
      otsy.presence.watch(userIds, () => {
        listener(last)
      }),
  }
}
