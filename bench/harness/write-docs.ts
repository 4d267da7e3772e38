import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Group } from './bench-case.ts'
import type { Line } from './run-group.ts'
import { cellsOf, headOf } from './table.ts'

const path = 'docs/performance.md'

/** Writes docs/performance.md from what was measured and returns its path. */
export function writeDocs(machine: string, results: readonly { readonly group: Group; readonly lines: readonly Line[] }[]): string {
  const text = [introduction(machine), ...results.map(({ group, lines }) => section(group, lines))].join('\n\n')
  writeFileSync(join(import.meta.dirname, '../..', path), `${text}\n`)
  return path
}

function introduction(machine: string): string {
  return `# Performance

Measured on ${new Date().toISOString().slice(0, 10)}: ${machine}. Written by \`npm run bench -- --write-docs\`; \`npm run bench -- --help\` tells more.

All numbers of a table come from one run in which its subjects took turns, a batch of pages each, and began with another
one in each round; times are medians of a page over the rounds. Times of different machines can't be compared, and those of
one machine vary; ratios are steadier. "Middle half" is the range of ratios to the floor that half of the rounds lie in.
All subjects of a table give the same text, which is checked before. The database is node:sqlite in memory with indexes on
all foreign keys, so that its own work is small: over a network, or with rows to look for, the differences are smaller.`
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
