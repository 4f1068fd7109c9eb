import { createContext, createElement, useContext, type ReactElement, type ReactNode } from 'react'
import type { OtsyClient } from '../api/client'

const OtsyContext = createContext<OtsyClient | null>(null)

export interface OtsyProviderProps {
  /** Made once, outside of rendering. Unmounting the provider does not close it. */
  readonly client: OtsyClient
  readonly children?: ReactNode
}

export function OtsyProvider({ client, children }: OtsyProviderProps): ReactElement {
  return createElement(OtsyContext.Provider, { value: client }, children)
}

/** The client of the nearest provider. Throws without one. */
export function useOtsy(): OtsyClient {
  const client = useContext(OtsyContext)
  if (client === null) throw new Error('Otsy hooks need an <OtsyProvider client={…}> above them.')
  return client
}
