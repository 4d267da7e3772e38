import { readFileSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import type { Readable } from 'node:stream'
import { UsageError } from './usage-error.ts'

/** The JSON object in a file, or in stdin where its name is `-`; without a name an empty one. */
export async function readData(given: string | undefined, stdin: Readable, help: string): Promise<Readonly<Record<string, unknown>>> {
  if (given === undefined) return {}
  const where = given === '-' ? 'What came through stdin' : given
  let data: unknown
  try {
    data = JSON.parse(given === '-' ? await text(stdin) : readFileSync(given, 'utf8'))
  } catch (error) {
    const problem = error instanceof SyntaxError ? `is no JSON: ${error.message}` : 'can’t be read: there is no such file'
    throw new UsageError(`${where} ${problem}`, help)
  }
  if (typeof data !== 'object' || data === null || Array.isArray(data)) {
    throw new UsageError(`${where} must be a JSON object: its keys are the names in the template`, help)
  }
  return data as Record<string, unknown>
}
