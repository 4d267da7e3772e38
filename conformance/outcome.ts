/** One recorded case; its keys say of which kind it is. */
export type Case = Readonly<Record<string, unknown>> & { readonly id: string }

/** The file a case stands in. */
export interface CaseFile {
  readonly path: string
  /** The file's name without `.gz`, as `filters.jsonl`. */
  readonly name: string
}

/** What came of one case. `message` is what a reader needs to see the difference. */
export type Outcome =
  | { readonly kind: 'passed' }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'skipped'; readonly reason: string }

export type RunCase = (recorded: Case, file: CaseFile) => Outcome | Promise<Outcome>

export const passed: Outcome = { kind: 'passed' }

export function failed(message: string): Outcome {
  return { kind: 'failed', message }
}

export function skipped(reason: string): Outcome {
  return { kind: 'skipped', reason }
}

/** Passed where both texts are the same, else the first place where they part. */
export function sameText(actual: string, expected: string): Outcome {
  return actual === expected ? passed : failed(firstDifference(actual, expected))
}

function firstDifference(actual: string, expected: string): string {
  let at = 0
  while (at < actual.length && actual[at] === expected[at]) at++
  const around = (text: string): string => JSON.stringify(text.slice(Math.max(0, at - 30), at + 50))
  return `at ${at} of ${expected.length}:\n  expected ${around(expected)}\n  actual   ${around(actual)}`
}
