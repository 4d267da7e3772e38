import type { Group } from './bench-case.ts'
import type { Line } from './run-group.ts'

/** The column names of a group's tables; the first column is the subject. */
export function headOf(group: Group): string[] {
  if (group.columns) return [...group.columns.map(({ head }) => head), '× floor', 'middle half']
  const head = ['ms', '× floor', 'middle half']
  return group.alsoComparedWith === undefined ? head : [...head, `× ${group.alsoComparedWith}`]
}

/** The cells of a line under `headOf`, without the subject. */
export function cellsOf(group: Group, line: Line): string[] {
  const { medianMs, ratio, quartiles, otherRatio } = line
  if (group.columns)
    return [...group.columns.map(({ cell }) => cell(line)), digits(ratio), `${digits(quartiles[0])} – ${digits(quartiles[1])}`]
  const cells = [digits(medianMs), digits(ratio), `${digits(quartiles[0])} – ${digits(quartiles[1])}`]
  return group.alsoComparedWith === undefined ? cells : [...cells, otherRatio === null ? '' : digits(otherRatio)]
}

/** The lines of one case as aligned text. */
export function caseTable(group: Group, lines: readonly Line[]): string {
  const title = lines[0]?.case ?? ''
  const rows = [[title, ...headOf(group)], ...lines.map((line) => [`  ${line.subject}`, ...cellsOf(group, line)])]
  const widths = rows[0]!.map((_, column) => Math.max(column === 0 ? 34 : 9, ...rows.map((row) => row[column]!.length)))
  return rows
    .map((row) => row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!))).join('  '))
    .join('\n')
}

function digits(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value >= 0.1 ? value.toFixed(2) : value.toFixed(4)
}
