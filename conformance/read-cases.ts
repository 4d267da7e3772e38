import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { Case, CaseFile } from './outcome.ts'

/** The text of a file, unpacked where its name ends in .gz. */
export function readText(path: string): string {
  const bytes = readFileSync(path)
  return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
}

/** The cases of a .jsonl or .jsonl.gz file, one a line. */
export function readCases(path: string): { file: CaseFile; cases: Case[] } {
  const name = basename(path).replace(/\.gz$/, '')
  if (!name.endsWith('.jsonl')) throw new Error(`${path}: not a .jsonl or .jsonl.gz file of cases`)
  const cases: Case[] = []
  for (const [index, line] of readText(path).split('\n').entries()) {
    if (line.trim() === '') continue
    const value: unknown = parse(line, `${path}:${index + 1}`)
    if (typeof value !== 'object' || value === null || typeof (value as Case).id !== 'string')
      throw new Error(`${path}:${index + 1}: not a case: it has no id`)
    cases.push(value as Case)
  }
  return { file: { path, name }, cases }
}

function parse(line: string, where: string): unknown {
  try {
    return JSON.parse(line)
  } catch (cause) {
    throw new Error(`${where}: not JSON`, { cause })
  }
}
