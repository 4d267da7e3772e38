import { Readable } from 'node:stream'
import * as fc from 'fast-check'
import { type DatabaseName, testDatabase } from '../../../conformance/databases.ts'
import { type PageDatabase, openPageDatabase } from '../../../conformance/page-database.ts'
import { createDjust, type Djust } from '../../../src/engine/djust.ts'
import type { DjustOptions } from '../../../src/engine/options.ts'
import { DjustError } from '../../../src/error.ts'
import { memoryLoader } from '../../../src/template/memory-loader.ts'
import { buildQuery, oracleResult } from './build-query.ts'
import { depthOf, loadEverything, nativeResult, snapshot } from './entity-context.ts'
import { loadOracle, type Oracle } from './oracle.ts'
import { printCase, type PropertyCase, type RandomPage, type RandomQuery, templateText } from './page-case.ts'
import { overfetched, overselected, statementBound } from './plan-checks.ts'

/** Throws with all that a person needs where a page is not what it is with everything loaded. */
export async function checkCase(one: PropertyCase, name: DatabaseName = testDatabase()): Promise<void> {
  // A case that was made smaller may be none that a database takes.
  const database = await openPageDatabase(one.schema, name).catch(() => null)
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
  const warnings: string[] = []
  const djust = engineOf(database, page, warnings)
  for (const queries of page.queries) {
    const lazy = Object.fromEntries(Object.entries(queries).map(([name, query]) => [name, buildQuery(query, database.classes)]))
    database.selects.length = 0
    const planned = await outcome(djust, lazy)
    const statements = [...database.selects]
    const explanation = await djust.explain('page.html', lazy).catch((error: unknown) => String(error))
    const loaded: Record<string, unknown> = {}
    for (const [name, query] of Object.entries(queries)) loaded[name] = await oracleResult(query, database.classes, oracle, schema)
    const expected = await outcome(djust, loaded)
    const ofEntities = await entityProblem(database, djust, queries, page, schema, expected)
    if (ofEntities) return ofEntities
    const problem =
      planned === expected && !warnings.some((warning) => warning.includes('a second time'))
        ? typeof explanation === 'string'
          ? undefined
          : (statementBound(explanation, statements, schema) ??
            overfetched(explanation, page.reads, schema) ??
            overselected(statements, page.reads, schema))
        : planned === expected
          ? 'The analysis did not see all that a member reads.'
          : 'The page differs from the one with everything loaded.'
    if (problem)
      return [problem, ...warnings, `with the plan: ${planned}`, `with everything: ${expected}`, String(explanation), ...statements].join(
        '\n',
      )
  }
  return undefined
}

/** The page with entities of the ORM instead of queries, loaded to some depth: the same, and the entities are left alone. */
async function entityProblem(
  database: PageDatabase,
  djust: Djust,
  queries: Readonly<Record<string, RandomQuery>>,
  page: RandomPage,
  schema: PropertyCase['schema'],
  expected: string,
): Promise<string | undefined> {
  const em = database.em.fork()
  const depth = depthOf(queries)
  if (depth === 'everything') await loadEverything(em, database.classes, schema)
  const context: Record<string, unknown> = {}
  for (const [name, query] of Object.entries(queries)) {
    context[name] = await nativeResult(query, database.classes, em, schema, depth)
    if (context[name] === undefined) return undefined
    // An array of the application's has none of the words of a query.
    if (Array.isArray(context[name]) && /\.(?:all|count|exists|first|last)\b/.test(JSON.stringify(page.templates))) return undefined
  }
  const before = snapshot(em)
  database.selects.length = 0
  const actual = await outcome(djust, context)
  const statements = [...database.selects]
  const told = [`with entities (${depth}): ${actual}`, `with everything: ${expected}`, ...statements]
  if (actual !== expected) return ["The page of the ORM's own entities differs.", ...told].join('\n')
  if (depth === 'everything' && statements.length > 0) return ['What entities have is loaded again.', ...told].join('\n')
  const after = snapshot(em)
  if (after !== before) return ['Entities were changed.', `before: ${before}`, `after: ${after}`, ...told].join('\n')
  const unit = em.getUnitOfWork()
  unit.computeChangeSets()
  if (unit.getChangeSets().length > 0) return ['The ORM would write something.', ...told].join('\n')
  return undefined
}

function engineOf(database: PageDatabase, page: RandomPage, warnings: string[] = [], options: DjustOptions = {}): Djust {
  const warn = (message: string): void => void warnings.push(message)
  return createDjust({
    orm: database.orm,
    logger: { warn, error: warn },
    templates: memoryLoader(Object.fromEntries(Object.entries(page.templates).map(([name, parts]) => [name, templateText(parts)]))),
    development: true,
    timeZone: 'UTC',
    now: () => new Date('2025-06-01T12:00:00Z'),
    ...options,
  })
}

/** Throws where a second engine does not find the plans that the first one kept in `folder`, or makes another page with them; how many it found. */
export async function checkKept(one: PropertyCase, folder: string): Promise<number> {
  const database = await openPageDatabase(one.schema).catch(() => null)
  fc.pre(database !== null)
  let found = 0
  try {
    for (const [n, page] of one.pages.entries()) {
      const [first, second] = [await withPlansOf(database, page, `${folder}/${n}`), await withPlansOf(database, page, `${folder}/${n}`)]
      const isFound = second.hits === first.writes && second.rejected === 0 && second.errors === 0
      if (!isFound || first.told !== second.told)
        throw new Error([JSON.stringify(first), JSON.stringify(second), printCase({ ...one, pages: [page] })].join('\n\n'))
      found += second.hits
    }
  } finally {
    await database.close()
  }
  return found
}

/** What each rendering of a page gives and runs with an engine of its own whose cache is that folder, and how often it had what was asked for. */
async function withPlansOf(database: PageDatabase, page: RandomPage, jitCacheDir: string) {
  const djust = engineOf(database, page, [], { jitCacheBackend: 'filesystem', jitCacheDir })
  const told: string[] = []
  for (const queries of page.queries) {
    database.selects.length = 0
    const lazy = Object.fromEntries(Object.entries(queries).map(([name, query]) => [name, buildQuery(query, database.classes)]))
    told.push(await outcome(djust, lazy), ...database.selects.toSorted())
  }
  await djust.close()
  return { told: told.join('\n'), ...djust.serializerCache.stats().filesystem! }
}

/** Throws where the pieces of a page are not the page; how many of the pages read rows while they were sent. */
export async function checkPieces(one: PropertyCase): Promise<number> {
  const database = await openPageDatabase(one.schema).catch(() => null)
  fc.pre(database !== null)
  const { adapter } = database.orm
  const begin = adapter.readSession.bind(adapter)
  let streamed = 0
  adapter.readSession = (...args) => {
    streamed++
    return begin(...args)
  }
  let pages = 0
  try {
    for (const page of one.pages) {
      const djust = engineOf(database, page)
      const before = streamed
      for (const queries of page.queries) {
        const lazy = Object.fromEntries(Object.entries(queries).map(([name, query]) => [name, buildQuery(query, database.classes)]))
        const whole = await outcome(djust, lazy)
        for (const chunk of [1, 2]) {
          const pieces = await outcome(djust, lazy, chunk)
          if (pieces === whole) continue
          const lines = [
            `The page in pieces, ${chunk} rows at once, differs.`,
            `in pieces:  ${pieces}`,
            `as a whole: ${whole}`,
            String(await djust.explain('page.html', lazy)),
          ]
          throw new Error(`${lines.join('\n')}\n\n${printCase({ ...one, pages: [page] })}`)
        }
      }
      if (streamed > before) pages++
    }
  } finally {
    await database.close()
  }
  return pages
}

/** The page, or its error; with `chunk` in pieces, reading so many rows at once. */
async function outcome(djust: Djust, context: Readonly<Record<string, unknown>>, chunk?: number): Promise<string> {
  try {
    if (chunk === undefined) return await djust.render('page.html', context)
    return (await Readable.from(djust.renderPieces('page.html', context, { chunk })).toArray()).join('')
  } catch (error) {
    // Both may fail in the same way, as `json_script` of a decimal does.
    if (error instanceof DjustError) return `${error.code}: ${error.summary.replace(/ \(in row \d+ of the loop\)$/, '')}`
    return `${String(error)} (not an error of djust)`
  }
}
