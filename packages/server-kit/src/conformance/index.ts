export type { ConformanceRunner } from './runner'
export { storageConformance } from './suite'
export type { Capability, Database, RunInTransaction, StorageTarget } from './target'
