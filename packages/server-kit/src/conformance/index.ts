export { busConformance, type BusPlace, type BusTarget } from './bus/index'
export type { ConformanceRunner } from './runner'
export { storageConformance } from './suite'
export type { Capability, Database, Handles, RunInTransaction, StorageTarget } from './target'
