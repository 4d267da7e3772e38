import type { Case } from './bench-case.ts'
import type { Times } from './measure.ts'
import { Mistake } from './mistake.ts'

/**
 * Runs each subject once and throws where one gives another output than the first: what differs can't be compared. How long
 * that took tells nothing but that it ran.
 */
export async function checkOutputs(group: string, { name, subjects, normalize = asItIs }: Case): Promise<Times> {
  const [first, ...others] = subjects
  if (!first || !subjects.some((subject) => subject.name === 'floor'))
    throw new Mistake(`${group}, ${name}: there is no subject named floor`)
  const times = new Map<string, readonly number[]>()
  const expected = normalize(await outputOf(first, times))
  if (expected === '') throw new Mistake(`${group}, ${name}: ${first.name} gives an empty output`)
  for (const subject of others) {
    const output = normalize(await outputOf(subject, times))
    if (output !== expected)
      throw new Mistake(`${group}, ${name}: ${subject.name} gives another output than ${first.name}\n${difference(expected, output)}`)
  }
  return times
}

function asItIs(output: string): string {
  return output
}

async function outputOf(subject: Case['subjects'][number], times: Map<string, readonly number[]>): Promise<string> {
  const started = performance.now()
  const { output, ms } = 'timed' in subject ? await subject.timed() : { output: await subject.run(), ms: performance.now() - started }
  times.set(subject.name, [ms])
  return output
}

function difference(expected: string, output: string): string {
  let at = 0
  while (at < expected.length && expected[at] === output[at]) at++
  const excerpt = (text: string) => JSON.stringify(text.slice(Math.max(0, at - 60), at + 60))
  return `at character ${at}:\n  expected ${excerpt(expected)}\n  but got  ${excerpt(output)}`
}
