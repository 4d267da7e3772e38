import * as fc from 'fast-check'
import { type PageDatabase, openPageDatabase } from '../../../conformance/page-database.ts'
import { createDjust, type Djust } from '../../../src/engine/djust.ts'
import { DjustError } from '../../../src/error.ts'
import { memoryLoader } from '../../../src/template/memory-loader.ts'
import { buildQuery, nativeResult, oracleResult } from './build-query.ts'
import { loadOracle, type Oracle } from './oracle.ts'
import { printCase, type PropertyCase, type RandomPage, type RandomQuery, templateText } from './page-case.ts'
import { overfetched, overselected, statementBound } from './plan-checks.ts'

/** Throws with all that a person needs where a page is not what it is with everything loaded. */
export async function checkCase(one: PropertyCase): Promise<void> {
  // A case that was made smaller may be none that a database takes.
  const database = await openPageDatabase(one.schema).catch(() => null)
  fc.pre(database !== null)
  try {
    const em = database.em.fork()
    const oracle = await loadOracle(em, one.schema, database.classes)
    for (const page of one.pages) {
      const problem = await problemOf(database, oracle, one, page)
      if (problem) throw new Error(`${problem}\n\n${printCase({ ...one, pages: [page] })}`)
    }
  } finally {
    await database.close()
  }
}

async function problemOf(database: PageDatabase, oracle: Oracle, { schema }: PropertyCase, page: RandomPage): Promise<string | undefined> {
  const templates = memoryLoader(Object.fromEntries(Object.entries(page.templates).map(([name, parts]) => [name, templateText(parts)])))
  const djust = createDjust({
    orm: database.orm,
    templates,
    development: true,
    timeZone: 'UTC',
    now: () => new Date('2025-06-01T12:00:00Z'),
  })
  for (const queries of page.queries) {
    const lazy = Object.fromEntries(Object.entries(queries).map(([name, query]) => [name, buildQuery(query, database.classes)]))
    database.selects.length = 0
    const planned = await outcome(djust, lazy)
    const statements = [...database.selects]
    const explanation = await djust.explain('page.html', lazy).catch((error: unknown) => String(error))
    const loaded: Record<string, unknown> = {}
    for (const [name, query] of Object.entries(queries)) loaded[name] = await oracleResult(query, database.classes, oracle, schema)
    const expected = await outcome(djust, loaded)
    // Entities are built on as they are met: the same one twice is two objects to members.
    const native = String(explanation).includes('one object a row') ? undefined : await nativeContext(database, queries, schema)
    const ofEntities = native ? await outcome(djust, native) : expected
    if (ofEntities !== expected)
      return ["The page of the ORM's own entities differs.", `with entities: ${ofEntities}`, `with everything: ${expected}`].join('\n')
    const problem =
      planned === expected
        ? typeof explanation === 'string'
          ? undefined
          : (statementBound(explanation, statements, schema) ??
            overfetched(explanation, page.reads, schema) ??
            overselected(statements, page.reads, schema))
        : 'The page differs from the one with everything loaded.'
    if (problem)
      return [problem, `with the plan: ${planned}`, `with everything: ${expected}`, String(explanation), ...statements].join('\n')
  }
  return undefined
}

/** The context with entities instead of queries; undefined where a query gives more than one row. */
async function nativeContext(
  database: PageDatabase,
  queries: Readonly<Record<string, RandomQuery>>,
  schema: PropertyCase['schema'],
): Promise<Record<string, unknown> | undefined> {
  const em = database.em.fork()
  const context: Record<string, unknown> = {}
  for (const [name, query] of Object.entries(queries)) {
    context[name] = await nativeResult(query, database.classes, em, schema)
    if (context[name] === undefined) return undefined
  }
  return context
}

async function outcome(djust: Djust, context: Readonly<Record<string, unknown>>): Promise<string> {
  try {
    return await djust.render('page.html', context)
  } catch (error) {
    // Both may fail in the same way, as `json_script` of a decimal does.
    if (error instanceof DjustError) return `${error.code}: ${error.summary}`
    return `${String(error)} (not an error of djust)`
  }
}
