import { DjustError } from '../error.ts'

/** Refuses what is no number of rows. */
export function checkBound(method: string, bound: unknown): void {
  if (Number.isSafeInteger(bound) && (bound as number) >= 0) return
  throw new DjustError('query/wrong-slice', `${method}() takes whole numbers from 0, not ${String(bound)}.`, {
    hint: "For rows from the end turn the order round: .orderBy('-id').slice(0, 5).",
  })
}
