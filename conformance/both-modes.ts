import { UnknownFixture } from './fixtures.ts'
import { differInWords, filtersThatDiffer, modeDifferences, printedInJavaScript } from './mode-differences.ts'
import { type Case, type CaseFile, failed, type Outcome, passed, skipped } from './outcome.ts'
import { type EngineChanges, outputOf, type RenderCase } from './render-case.ts'

/** Renders a case with `values: 'python'` and `'javascript'`; what differs must be what docs/values.md lists. */
export function runInBothModes(recorded: Case, file: Pick<CaseFile, 'name'>): Outcome {
  const test = recorded as RenderCase
  if (test.language !== undefined && test.language !== 'en') return skipped('it needs translations, which djust does not have yet')
  try {
    const python = attempt(test, file, { values: 'python' })
    const javascript = attempt(test, file, { values: 'javascript' })
    if (whyDifferent(test, file, python, javascript) !== null) return passed
    return failed(
      `no documented difference gives this:\n  python     ${JSON.stringify(python)}\n  javascript ${JSON.stringify(javascript)}`,
    )
  } catch (error) {
    if (error instanceof UnknownFixture) return skipped(error.message)
    throw error
  }
}

/** The documented difference that leads from one output to the other; null where none does. */
export function whyDifferent(test: RenderCase, file: Pick<CaseFile, 'name'>, python: string, javascript: string): string | null {
  if (python === javascript) return 'they are the same'
  if (differInWords(python, javascript)) return 'words that print by themselves or in lists'
  for (const difference of modeDifferences) {
    if (differInWords(attempt(test, file, { values: 'python', ...filtersThatDiffer([difference]) }), javascript)) return difference.name
  }
  const all = { values: 'python', ...filtersThatDiffer(modeDifferences) } as const
  if (differInWords(attempt(test, file, all), javascript)) return 'several differences'
  const printed = { ...test, templates: printedInJavaScript(test.templates) }
  return differInWords(attempt(printed, file, all), javascript) ? 'words that a tag worked on' : null
}

/** What the case prints, or the kind of its error: an error in one mode must be one in the other. */
function attempt(test: RenderCase, file: Pick<CaseFile, 'name'>, changes: EngineChanges): string {
  try {
    return outputOf(test, file, changes)
  } catch (error) {
    if (error instanceof UnknownFixture) throw error
    return `threw ${error instanceof Error ? error.name : String(error)}`
  }
}
