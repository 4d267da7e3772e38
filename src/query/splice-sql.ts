import { type RawBuilder, sql } from 'kysely'
import type { Dialect } from './orm-adapter.ts'

/**
 * Text with placeholders as part of a larger statement. `parameter` gives what stands for the n-th parameter; the
 * larger statement numbers its own placeholders anew.
 */
export function spliceSql(text: string, dialect: Dialect, parameter: (index: number) => RawBuilder<unknown>): RawBuilder<unknown> {
  const parts: RawBuilder<unknown>[] = []
  let from = 0
  let next = 0
  for (const match of text.matchAll(dialect === 'postgres' ? postgresTokens : otherTokens)) {
    if (match[1] === undefined) continue
    parts.push(sql.raw(text.slice(from, match.index)), parameter(match[1] === '?' ? next++ : Number(match[1].slice(1)) - 1))
    from = match.index + match[0].length
  }
  parts.push(sql.raw(text.slice(from)))
  return sql.join(parts, sql.raw(''))
}

// Quoted text and comments come first, so that a placeholder's sign inside them is no placeholder.
const quoted = String.raw`'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|/\*[\s\S]*?\*/`
const postgresTokens = new RegExp(String.raw`${quoted}|(\$\d+)`, 'g')
const otherTokens = new RegExp(String.raw`${quoted}|\x60[^\x60]*\x60|\[[^\]]*\]|(\?)`, 'g')
