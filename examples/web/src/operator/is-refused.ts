import { DemoRefused } from '../session/demo-api'

/** Whether nobody is signed in because the demo would not have it. */
export function isRefused(fault: unknown): boolean {
  return fault instanceof Error && fault.cause instanceof DemoRefused
}
