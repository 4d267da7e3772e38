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
    const list = statements.map(({ model, sql, rows, ms }, index) => `${index + 1}. ${model}, ${rows} rows, ${ms.toFixed(2)} ms\n   ${sql}`)
    throw new DjustError(
      'testing/statements',
      `expected ${count} ${count === 1 ? 'statement' : 'statements'}, but ${statements.length} ran`,
      { hint: list.join('\n') || undefined },
    )
  }
  return result as T
}
