import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Group } from './bench-case.ts'
import type { Line } from './run-group.ts'
import { cellsOf, headOf } from './table.ts'

const path = 'docs/performance.md'

/** Writes docs/performance.md from what was measured and returns its path. */
export function writeDocs(machine: string, results: readonly { readonly group: Group; readonly lines: readonly Line[] }[]): string {
  const text = [
    introduction(machine),
    ...results.filter(({ lines }) => lines.length > 0).map(({ group, lines }) => section(group, lines)),
  ].join('\n\n')
  writeFileSync(join(import.meta.dirname, '../..', path), `${text}\n`)
  return path
}

function introduction(machine: string): string {
  return `# Performance

Measured on ${new Date().toISOString().slice(0, 10)}: ${machine}. Written by \`npm run bench -- --write-docs\`; \`npm run bench -- --help\` tells more.

Each group ran in a process of its own. All numbers of a table come from one run, in which the subjects took turns, a batch of pages at a time, each round starting with a
different one; times are per page, the median over all rounds. Times from different machines can't be compared, and on one machine
they vary; ratios are steadier. "Middle half" is the range of ratios to the floor in which the middle half of the rounds lies.
All subjects of a table produce the same text, which is checked first. Where nothing else is said the database is node:sqlite in memory with
indexes on all foreign keys, so its own work is small: over a network, or with many rows to search, the differences are smaller.`
}

function section(group: Group, lines: readonly Line[]): string {
  const cases = Map.groupBy(lines, (line) => line.case)
  const subjects = Object.entries(group.subjects).filter(([name]) => lines.some((line) => line.subject === name))
  return [
    `## ${group.name}: ${group.title}`,
    subjects.map(([name, text]) => `- **${name}**: ${text}`).join('\n'),
    ...(group.columns ? [oneTable(group, lines)] : Array.from(cases, ([name, of]) => table(group, name, of))),
  ].join('\n\n')
}

function table(group: Group, name: string, lines: readonly Line[]): string {
  return markdown(
    [name, ...headOf(group)],
    lines.map((line) => [line.subject, ...cellsOf(group, line)]),
  )
}

function oneTable(group: Group, lines: readonly Line[]): string {
  const shown = lines.filter((line) => line.subject !== 'floor')
  return markdown(
    ['', ...headOf(group)],
    shown.map((line) => [`${line.case}: ${line.subject}`, ...cellsOf(group, line)]),
  )
}

function markdown(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const rule = head.map((_, column) => (column === 0 ? '---' : '--:'))
  return [head, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}
