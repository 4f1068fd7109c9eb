export { busConformance } from './suite'
export type { BusPlace, BusTarget } from './target'
