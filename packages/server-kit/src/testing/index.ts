export { createTestOtsy, type TestOtsy, type TestOtsyOptions } from './create-test-otsy'
export type { LabDevice } from './lab-device'
export type { DeathMoment, LabNode } from './lab-node'
export type { Direction, Fate, NetworkFaults } from './fate'
export type { FrameScript, Network, TraceEntry } from './network'
export { checkHistory } from './history/check'
export type {
  History,
  HistoryEvent,
  Operation,
  PromiseName,
  ReadChat,
  ShownChat,
  StoredChat,
  Violation,
} from './history/events'
export { Recorder } from './history/recorder'
export {
  frameProxy,
  type FrameProxy,
  type FrameProxyOptions,
  type ProxyTraceEntry,
} from './proxy/frame-proxy'
