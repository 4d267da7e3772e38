import { DjustError } from '../../error.ts'
import { conditionalEscape } from '../../value/escape.ts'
import { toList } from '../../value/iterate.ts'
import { toText, toTextOrSafe } from '../../value/to-text.ts'
import { checkWrittenLength } from '../../value/too-large.ts'
import type { PrintSettings } from '../../value/print-settings.ts'

/** The items of a list as `<li>`, a list behind an item as its sublist; without the `<ul>` around all. */
export function unorderedList(value: unknown, settings: PrintSettings, autoescape: boolean): string {
  return itemsOf(value, 1, (item) => (autoescape ? conditionalEscape(toTextOrSafe(item, settings)) : toText(item, settings)))
}

const longestList = 2_000_000
/** Deeper ones hold themselves, or would make a page of nothing but indentation. */
const deepest = 100

function itemsOf(value: unknown, depth: number, print: (item: unknown) => string): string {
  if (depth > deepest) {
    throw new DjustError('filter/input', `unordered_list got lists that are nested more than ${deepest} deep, or hold themselves`)
  }
  const indent = '\t'.repeat(depth)
  const items = toList(value)
  let lines = ''
  for (let at = 0; at < items.length; at++) {
    const next = items[at + 1]
    const children = Array.isArray(next) ? next : undefined
    const sublist =
      children && children.length > 0 ? `\n${indent}<ul>\n${itemsOf(children, depth + 1, print)}\n${indent}</ul>\n${indent}` : ''
    lines += `${lines === '' ? '' : '\n'}${indent}<li>${print(items[at])}${sublist}</li>`
    checkWrittenLength(lines, longestList)
    if (children) at++
  }
  return lines
}
