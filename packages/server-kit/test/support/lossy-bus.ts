import { localBus } from '../../src/core/fanout/local-bus'
import type { Bus, Signal } from '../../src/index'

/** A bus that loses what it is told to lose. */
export function lossyBus(loses: (signal: Signal) => boolean): Bus {
  const bus = localBus()
  return {
    ...bus,
    publish(signal) {
      if (!loses(signal)) bus.publish(signal)
    },
  }
}
