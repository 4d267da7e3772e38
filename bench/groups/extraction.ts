import { extractContextPaths, extractTemplateVariables } from 'djust/template'
import { parsedTemplateVariables } from '../../src/access/extract/template-variables.ts'
import { shippedLanguage } from '../../src/language/extract.ts'
import { type ExtractionInput, extractionInputs, folderVariable, inputsFolder } from '../data/extraction-inputs.ts'
import type { Case, Group, TimedSubject } from '../harness/bench-case.ts'

const lengths = new Map<string, number>()
const rustTimes = new Map<string, ExtractionInput['rust']>()

/** A call takes less than the clock tells: as many run at once as go through about this many characters. */
const charactersAtOnce = 100_000

/** Bytes of a template that is only scanned. */
const longest = 100_000

export const extraction: Group = {
  name: 'extraction',
  title: `the names that a template reads; Rust's times are of another machine; ${folderVariable}=folder adds djust's files without a pattern`,
  subjects: {
    floor: 'Looks at each character of the source, and gives a result it was handed.',
    djust: '`extractTemplateVariables` of `djust/template`.',
    'by the parser': 'The same names from the syntax tree. This is what djust does for templates with something rare in them.',
    resolved: '`extractContextPaths` of `djust/template`.',
  },
  columns: [
    { head: 'ns', cell: ({ medianMs }) => rounded(medianMs * 1e6) },
    { head: 'ns/byte', cell: ({ case: name, medianMs }) => ((medianMs * 1e6) / (lengths.get(name) ?? NaN)).toFixed(2) },
    { head: 'Rust 1.1.0 ns', cell: ({ case: name, subject }) => rustTime(name, subject, 0) },
    { head: 'Rust 0.1 ns', cell: ({ case: name, subject }) => rustTime(name, subject, 1) },
  ],
  async *cases() {
    for (const input of extractionInputs(inputsFolder())) yield caseOf(input)
  },
}

function caseOf({ name, source, rust }: ExtractionInput): Case {
  const bytes = Buffer.byteLength(source)
  const title = `${name}, ${bytes} bytes`
  lengths.set(title, bytes)
  rustTimes.set(title, rust)
  const expected = extractTemplateVariables(source)
  const subjects = [
    subject('floor', source, (text) => (checksum(text) === 0 ? {} : expected), JSON.stringify),
    subject('djust', source, extractTemplateVariables, JSON.stringify),
  ]
  // The trees of longer ones fill so much memory that clearing it away would be part of what the others take.
  if (bytes < longest) {
    subjects.push(
      subject('by the parser', source, (text) => parsedTemplateVariables(text, shippedLanguage.tags), JSON.stringify),
      // What it gives differs on purpose.
      subject(
        'resolved',
        source,
        (text) => extractContextPaths(text),
        () => JSON.stringify(expected),
      ),
    )
  }
  return { name: title, subjects }
}

function subject(name: string, source: string, run: (source: string) => object, print: (result: object) => string): TimedSubject {
  const times = Math.max(1, Math.round(charactersAtOnce / source.length))
  // Printed once, to be checked: what printing leaves behind would be cleared away in the time of what comes next.
  let output: string | undefined
  return {
    name,
    async timed() {
      const start = performance.now()
      let result: object = {}
      for (let n = 0; n < times; n++) result = run(source)
      const ms = (performance.now() - start) / times
      output ??= print(result)
      return { output, ms }
    },
  }
}

function checksum(text: string): number {
  let sum = 1
  for (let at = 0; at < text.length; at++) sum = (sum + text.charCodeAt(at)) | 0
  return sum
}

function rustTime(name: string, subjectName: string, release: 0 | 1): string {
  const time = subjectName === 'djust' ? rustTimes.get(name)?.[release] : undefined
  return time === undefined ? '' : rounded(time)
}

function rounded(nanoseconds: number): string {
  return Math.round(nanoseconds).toLocaleString('en')
}
