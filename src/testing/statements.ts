import type { Djust } from '../engine/djust.ts'
import { DjustError } from '../error.ts'
import type { StatementReport } from '../load/load-run.ts'

/** Every statement that djust ran on its ORM while `body` did, also of queries that were awaited. */
export async function captureStatements(djust: Djust, body: () => unknown): Promise<readonly StatementReport[]> {
  const { database } = djust
  if (!database)
    throw new DjustError('engine/no-orm', 'captureStatements() needs a djust that has an ORM', {
      hint: 'createDjust({ orm: mikroOrm(orm) })',
    })
  const statements: StatementReport[] = []
  const stop = database.loader.listen((statement) => statements.push(statement))
  try {
    await body()
  } finally {
    stop()
  }
  return statements
}

/** Runs `body` and throws, listing the statements, unless exactly `count` ran. The result is what `body` gave. */
export async function expectStatements<T>(djust: Djust, count: number, body: () => T | Promise<T>): Promise<T> {
  let result: T | undefined
  const statements = await captureStatements(djust, async () => {
    result = await body()
  })
  if (statements.length !== count) {
    throw new DjustError(
      'testing/statements',
      `expected ${count} ${count === 1 ? 'statement' : 'statements'}, but ${statements.length} ran`,
      { hint: listed(statements) || undefined },
    )
  }
  return result as T
}

/** In the order in which they ran, each text once: what runs for each row stands out by its number. */
function listed(statements: readonly StatementReport[]): string {
  const groups = new Map<string, StatementReport[]>()
  for (const statement of statements) groups.set(statement.sql, [...(groups.get(statement.sql) ?? []), statement])
  return Array.from(groups.values(), (group, index) => {
    const [{ model, sql }] = group as [StatementReport]
    const rows = group.reduce((sum, statement) => sum + statement.rows, 0)
    const ms = group.reduce((sum, statement) => sum + statement.ms, 0)
    const times = group.length === 1 ? '' : `${group.length} times, `
    return `${index + 1}. ${model}, ${times}${rows} ${rows === 1 ? 'row' : 'rows'}, ${ms.toFixed(2)} ms\n   ${sql}`
  }).join('\n')
}
