import { isDeepStrictEqual } from 'node:util'
import { extractContextPaths, extractTemplateVariables, TemplateSyntaxError } from 'djust/template'
import { type Case, type Outcome, failed, passed } from './outcome.ts'

interface Extraction extends Case {
  readonly template: string
  readonly templates?: Readonly<Record<string, string>>
  readonly written?: Readonly<Record<string, readonly string[]>>
  readonly resolved?: Readonly<Record<string, readonly string[]>>
  /** A text that the message holds, of both functions. */
  readonly error?: string
}

/** Compares what both extractions give, or the error that both must throw. */
export function runExtractionCase(recorded: Case): Outcome {
  const { template, templates, written, resolved, error } = recorded as Extraction
  const extractWritten = (): object => extractTemplateVariables(template)
  const extractResolved = (): object => extractContextPaths(template, { templates })
  const complaints =
    error === undefined
      ? [difference('written', extractWritten, written), difference('resolved', extractResolved, resolved)]
      : [missingError('written', extractWritten, error), missingError('resolved', extractResolved, error)]
  const said = complaints.filter((complaint) => complaint !== null)
  return said.length === 0 ? passed : failed(said.join('\n'))
}

function difference(what: string, extract: () => object, expected: object | undefined): string | null {
  if (expected === undefined) return null
  const actual = extract()
  if (isDeepStrictEqual(actual, expected)) return null
  return `${what}:\n  expected ${JSON.stringify(expected)}\n  actual   ${JSON.stringify(actual)}`
}

function missingError(what: string, extract: () => object, text: string): string | null {
  try {
    return `${what}: expected an error with "${text}", got ${JSON.stringify(extract())}`
  } catch (error) {
    if (!(error instanceof TemplateSyntaxError)) return `${what}: not a TemplateSyntaxError: ${String(error)}`
    const right = error.message.startsWith('Template parsing error: ') && error.message.includes(text)
    return right ? null : `${what}: expected an error with "${text}", got: ${error.message}`
  }
}
