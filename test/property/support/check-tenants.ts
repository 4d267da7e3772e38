import { Readable } from 'node:stream'
import type { SqlEntityManager } from '@mikro-orm/sql'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { whyNot } from '../../support/services.ts'
import type { DatabaseName } from '../../../conformance/databases.ts'
import type { Djust } from '../../../src/engine/djust.ts'
import { DjustError } from '../../../src/error.ts'
import { lazy } from '../../../src/orm/mikro-orm.ts'
import { memoryLoader } from '../../../src/template/memory-loader.ts'
import { Random } from './random.ts'
import { isNightly, runsOn, tell } from './property-runs.ts'
import { buildQuery, type TenantPage, tenantPage } from './tenant-page.ts'
import { foreignAmount, marks, openTenants, type TenantDatabase, type TenantWorld, tenantWorld, withoutOthers } from './tenant-world.ts'

const pagesEach = 10
const seed = Number(process.env['DJUST_TENANT_SEED'] ?? 7)

/** What can't be loaded right is no page. */
const refusals = ['orm/lost-rows', 'orm/raw-filter']
const failed = 'failed: '

interface TenantCase {
  readonly world: TenantWorld
  readonly pages: readonly TenantPage[]
}

class TenantCases extends fc.Arbitrary<TenantCase> {
  override generate(source: fc.Random): fc.Value<TenantCase> {
    const random = new Random(source)
    const world = tenantWorld(random)
    return new fc.Value({ world, pages: Array.from({ length: pagesEach }, () => tenantPage(random, world.models)) }, undefined)
  }
  override canShrinkWithoutContext(value: unknown): value is TenantCase {
    return typeof value === 'object' && value !== null && 'world' in value
  }
  /** One page after the other: a database is small enough to read. */
  override shrink({ world, pages: all }: TenantCase): fc.Stream<fc.Value<TenantCase>> {
    return fc.Stream.of(...(all.length > 1 ? all.map((page) => new fc.Value({ world, pages: [page] }, undefined)) : []))
  }
}

export function testTenants(database: DatabaseName): void {
  // Each case takes two databases.
  const pages = Math.ceil(runsOn(database, 150) / (isNightly ? 5 : 1))
  const reason = whyNot(database)
  test(`${pages} pages of random schemas on ${database} read nothing of another tenant`, { timeout: 7_200_000 }, async ({ skip }) => {
    skip(reason !== undefined, reason)
    let rendered = 0
    let shown = 0
    const property = fc.asyncProperty(new TenantCases(), async (one) => {
      for (const text of await checkTenants(one, database)) {
        rendered++
        if (text.includes(marks[1])) shown++
      }
    })
    const result = await fc.check(property, { seed, numRuns: Math.ceil(pages / pagesEach) })
    const { message = '' } = (result.errorInstance ?? {}) as { message?: string }
    expect.soft(result.failed, `DJUST_TENANT_SEED=${result.seed}\n${message}`).toBe(false)
    expect(rendered).toBeGreaterThanOrEqual(pages)
    // Pages that show nothing would prove nothing.
    expect(shown).toBeGreaterThan(pages / 3)
    tell(`${database}: ${rendered} pages of tenants checked`)
  })
}

async function checkTenants({ world, pages: all }: TenantCase, database: DatabaseName): Promise<string[]> {
  const together = await openTenants(world, true, database)
  const alone = await openTenants(withoutOthers(world), false, database)
  try {
    const texts: string[] = []
    for (const page of all) texts.push(await checkPage(together, alone, world, page))
    return texts
  } finally {
    await together.close()
    await alone.close()
  }
}

async function checkPage(together: TenantDatabase, alone: TenantDatabase, world: TenantWorld, page: TenantPage): Promise<string> {
  const templates = memoryLoader({ 'page.html': page.template })
  const [djust, other] = [together.djust(templates), alone.djust(templates)]
  const rows: (readonly unknown[])[] = []
  const { adapter } = together.database
  const execute = adapter.execute.bind(adapter)
  const seeing = (found: typeof rows): typeof rows => {
    rows.push(...found)
    return found
  }
  // Entities know keys of hidden rows, and MikroORM gives no row whose relation leads to one where it may not be null.
  const exact = page.as === 'native' || page.as === 'options' ? world.nullable : page.as !== 'entities'
  const seen = async (tenant: 0 | 1 | 2): Promise<string> => {
    const em = together.request(tenant)
    return outcome(async () => shown(djust, page, await contextOf(together, page, em, tenant), em))
  }
  try {
    const expected = await outcome(() => aloneIn(other, alone, page))
    adapter.execute = async (...args) => seeing([...(await execute(...args))])
    const first = await seen(1)
    adapter.execute = execute
    if (page.as === 'options' && refusals.some((code) => first.startsWith(`${failed}${code}`))) return ''
    const foreign = rows.filter((row) => row.some(isForeign))
    if ((exact && first !== expected) || first.startsWith(failed) || foreign.length > 0 || first.includes(marks[2])) {
      throw new Error(
        report('Tenant 1 does not see what it would see alone.', page, world, [
          `alone: ${expected}`,
          `seen:  ${first}`,
          `rows: ${JSON.stringify(foreign)}`,
          String(await djust.explain('page.html', { rows: buildQuery(page.query, together.classes) })),
        ]),
      )
    }
    // The same plan and the same statements at the same time, for another tenant, for one without filters, and back.
    const [second, everything, third] = await Promise.all([seen(2), seen(0), seen(1)])
    if (second.includes(marks[1])) throw new Error(report('Tenant 2 sees tenant 1.', page, world, [second]))
    if (everything.startsWith(failed)) throw new Error(report('All rows can not be seen.', page, world, [everything]))
    if (third !== first) throw new Error(report('Tenant 1 sees something else beside tenant 2.', page, world, [first, third]))
    return first
  } finally {
    adapter.execute = execute
  }
}

/** A query is a promise of its rows: it stands in the context, so that nothing waits for it. */
interface Context extends Record<string, unknown> {
  readonly rows: object
}

async function shown(djust: Djust, { as, paths }: TenantPage, context: Context, em: SqlEntityManager): Promise<string> {
  if (as === 'plain') return JSON.stringify(await djust.serialize((context.rows as { using(em: object): object }).using(em), paths))
  if (as === 'pieces') return (await Readable.from(djust.renderPieces('page.html', context, { using: em, chunk: 2 })).toArray()).join('')
  return djust.render('page.html', context, { using: em })
}

async function aloneIn(djust: Djust, alone: TenantDatabase, page: TenantPage): Promise<string> {
  const em = alone.request(0)
  return shown(djust, page, page.options ? await contextOf(alone, page, em, 0) : { rows: buildQuery(page.query, alone.classes) }, em)
}

async function contextOf(database: TenantDatabase, page: TenantPage, em: SqlEntityManager, tenant: number): Promise<Context> {
  const { query, as, paths, options } = page
  if (options) return { rows: lazy(em).find(database.classes.get(query.model)!, {}, options(tenant) as never) }
  if (as !== 'entities' && as !== 'native') return { rows: buildQuery(query, database.classes) }
  const entity = database.classes.get(query.model)!
  const order = { orderBy: { id: 'asc' } }
  if (as === 'native') return { rows: lazy(em).find(entity, {}, order as never) }
  return { rows: await em.find(entity, {}, { ...order, populate: paths } as never) }
}

function isForeign(value: unknown): boolean {
  return (
    (typeof value === 'string' && value.includes(marks[2])) ||
    (typeof value !== 'string' && typeof value !== 'number' ? false : Number(value) >= foreignAmount)
  )
}

async function outcome(body: () => Promise<string>): Promise<string> {
  try {
    return await body()
  } catch (error) {
    return error instanceof DjustError ? `${failed}${error.code}: ${error.summary}` : `${failed}${String(error)}`
  }
}

function report(what: string, page: TenantPage, world: TenantWorld, lines: readonly string[]): string {
  const data = JSON.stringify({ models: world.models, rows: Object.fromEntries(world.rows), links: Object.fromEntries(world.links) })
  return [
    what,
    `${page.as} ${page.paths.join()} ${JSON.stringify(page.options?.(1))}`,
    page.template,
    JSON.stringify(page.query),
    data,
    ...lines,
  ].join('\n')
}
