import type { Case, Group, Measured } from './bench-case.ts'
import { checkOutputs } from './check-outputs.ts'
import { fullEffort, measure, median, quantile, type Times } from './measure.ts'

/** What tables show of a subject besides the numbers that `--json` prints. */
export interface Line extends Measured {
  /** A quarter of the rounds were below the first ratio to the floor, three quarters below the second. */
  readonly quartiles: readonly [number, number]
  /** medianMs by that of the group's other subject to compare with; null without one in this case. */
  readonly otherRatio: number | null
}

/** Measures the cases of a group, one after another, or only runs each once; `onCase` hears of each when it is done. */
export async function runGroup(group: Group, isQuick: boolean, onCase: (lines: readonly Line[]) => void): Promise<Line[]> {
  const all: Line[] = []
  const effort = group.warmupMs === undefined ? fullEffort : { ...fullEffort, warmupMs: group.warmupMs }
  for await (const one of group.cases(isQuick)) {
    const once = await checkOutputs(group.name, one)
    const lines = linesOf(group, one, isQuick ? once : await measure(one, effort))
    onCase(lines)
    all.push(...lines)
  }
  return all
}

function linesOf(group: Group, { name, subjects }: Case, times: Times): Line[] {
  const timesOf = (subject: string) => times.get(subject) ?? []
  const floor = median(timesOf('floor'))
  const other = group.alsoComparedWith === undefined ? undefined : times.get(group.alsoComparedWith)
  return subjects.map(({ name: subject }) => {
    const own = timesOf(subject)
    const medianMs = median(own)
    return {
      group: group.name,
      case: name,
      subject,
      medianMs,
      ratio: medianMs / floor,
      quartiles: [quantile(own, 0.25) / floor, quantile(own, 0.75) / floor],
      otherRatio: other ? medianMs / median(other) : null,
    }
  })
}
