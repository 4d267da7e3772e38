import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { closeIdle } from '../../conformance/open-orm.ts'
import { whyNot } from '../support/services.ts'
import { databases } from '../../conformance/databases.ts'
import { lazy } from '../../src/orm/mikro-orm.ts'
import { Book, type Library, openLibrary } from './support/library.ts'
import { condition, randomOf } from './support/random-where.ts'
import { optionsCases, type Way, whereCases, type WhereCase } from './support/native-cases.ts'

interface Outcome {
  readonly rows?: unknown
  readonly error?: string
}

async function outcome(run: () => Promise<unknown>): Promise<Outcome> {
  try {
    return { rows: await run() }
  } catch (error) {
    return { error: (error as Error).message.split('\n')[0]!.slice(0, 60) }
  }
}

async function wayOf(call: object, { database }: Library): Promise<Way> {
  const native = database.adapter.recognise(call)!
  const query = await native.query()
  if (query) return query.among ? 'inside' : 'translated'
  return (await native.keys()) ? 'by key' : 'native'
}

const statements: Readonly<Record<Way, number>> = { translated: 1, inside: 1, 'by key': 2, native: 1 }

afterAll(closeIdle)

for (const name of databases) {
  const reason = whyNot(name)
  describe.skipIf(reason !== undefined)(
    `${name}: rows of MikroORM’s own calls, awaited and on a page${reason ? ` (${reason})` : ''}`,
    () => {
      let library: Library
      beforeAll(async () => {
        library = await openLibrary(name)
      })
      afterAll(() => library.close())
      const fork = () => library.orm.em.fork()
      const ids = '[{% for row in rows %}{{ row.id }}{% if not forloop.last %},{% endif %}{% endfor %}]'
      const page = async (template: string, context: Readonly<Record<string, unknown>>) =>
        outcome(async () => library.render(template, context))
      const idsOf = async (rows: unknown): Promise<Outcome> => {
        const { rows: text, error } = await page(ids, { rows })
        return error === undefined ? { rows: JSON.parse(text as string) } : { error }
      }

      async function expectTheSame(entity: WhereCase['entity'], where: () => object, options: () => object, way: Way | undefined) {
        const em = fork()
        const native = await outcome(async () => (await em.find(entity as typeof Book, where(), options())).map(({ id }) => id))
        const call = () => lazy(fork()).find(entity as typeof Book, where(), options())
        library.ran()
        const shown = await idsOf(call())
        const ran = library.ran()
        if (native.error !== undefined) {
          expect(shown.error).toBeDefined()
          return
        }
        expect(shown).toEqual(native)
        if (way === undefined) return
        expect(await wayOf(call(), library)).toBe(way)
        const none = (native.rows as unknown[]).length === 0 && way === 'by key'
        // The relations that the call asks for are loaded besides.
        if (way !== 'native' && !('populate' in options())) expect(ran, ran.join('\n')).toHaveLength(none ? 1 : statements[way])
      }

      test.each(whereCases.map((one) => [String(one.where).replace('() => ', ''), one] as const))(
        '%s',
        async (_, { entity, where, way, on, limited }) => {
          const known = !on || on.includes(name) ? way : undefined
          await expect(expectTheSame(entity, where, () => ({ orderBy: { id: 'asc' } }), known)).resolves.toBeUndefined()
          // PGlite and PostgreSQL are one dialect: once is enough, but for the long run.
          if (name === 'pglite' && process.env['FC_RUNS'] === undefined) return
          await expect(
            expectTheSame(entity, where, () => ({ orderBy: { id: 'desc' }, limit: 3, offset: 1 }), known && (limited ?? known)),
          ).resolves.toBeUndefined()
          const em = fork()
          const counted = await outcome(() => em.count(entity as typeof Book, where()))
          const shown = await page('{{ count }}', { count: lazy(fork()).count(entity as typeof Book, where()) })
          if (counted.error === undefined) expect(shown).toEqual({ rows: String(counted.rows) })
          else expect(shown.error).toBeDefined()
          if (known) expect(counted.error, 'this database knows the operator').toBeUndefined()
        },
      )

      test.each(optionsCases.map((one) => [String(one.options).replace('() => ', ''), one] as const))(
        '%s',
        async (_, { options, where, way }) => {
          await expect(expectTheSame(Book, () => where ?? {}, options, way)).resolves.toBeUndefined()
        },
      )

      test('random conditions', { timeout: 120_000 }, async () => {
        const random = randomOf(20261124)
        for (let n = 0; n < Number(process.env['FC_RUNS'] ?? 20); n++) {
          const where = condition(random, 3)
          const direction = random() < 0.5 ? 'asc' : 'desc'
          const orders = [
            { code: direction, id: 'asc' },
            { publisher: { name: direction }, id: 'desc' },
            { year: direction, id: 'asc' },
          ]
          const slice = random() < 0.5 ? { limit: 1 + Math.floor(random() * 9), offset: 2 } : {}
          await expect(
            expectTheSame(
              Book,
              () => where,
              () => ({ orderBy: orders[n % 3], ...slice }),
              undefined,
            ),
          ).resolves.toBeUndefined()
        }
      })

      test('values are those of the entities', async () => {
        const row =
          '{{ b.id }}|{{ b.title }}|{{ b.code }}|{{ b.genre }}|{{ b.price }}|{{ b.soldAt|date:"c" }}|{{ b.published }}|{{ b.age }}|'
        const more =
          '{{ b.size.pages }}{{ b.cover.paper }}{{ b.meta.lang }}{{ b.labels|join:"," }}{{ b.author.name }}{{ b.publisher.name }}'
        const template = `{% for b in rows %}${row}${more}{% for r in b.reviews %}{{ r.stars }}{% endfor %}\n{% endfor %}`
        const options = { orderBy: { code: 'asc', id: 'asc' }, populate: ['author', 'publisher', 'reviews'] } as const
        const where = { code: { $gte: 'a' } }
        const native = await library.render(template, { rows: await fork().find(Book, where, options) })
        expect(await library.render(template, { rows: lazy(fork()).find(Book, where, options) })).toBe(native)
        expect(native.length).toBeGreaterThan(1000)
      })

      test('findAll, findAndCount, findOne, findOneOrFail, count', async () => {
        const where = { code: { $gt: 'Ab' } }
        const options = { orderBy: { code: 'desc', id: 'asc' }, limit: 3, offset: 2 } as const
        const em = fork()
        const list = (await em.findAll(Book, { where, ...options })).map(({ id }) => id)
        expect(await idsOf(lazy(em).findAll(Book, { where, ...options }))).toEqual({ rows: list })
        const [rows, count] = await em.findAndCount(Book, where, options)
        expect(rows.map(({ id }) => id)).toEqual(list)
        expect(
          await page(`{{ page.1 }}:{% for row in page.0 %}{{ row.id }} {% endfor %}`, {
            page: lazy(em).findAndCount(Book, where, options),
          }),
        ).toEqual({
          rows: `${count}:${list.map((id) => `${id} `).join('')}`,
        })
        const [first] = await em.find(Book, where, { orderBy: options.orderBy })
        expect(await page('{{ row.id }}', { row: lazy(em).findOne(Book, where, { orderBy: options.orderBy }) })).toEqual({
          rows: String(first!.id),
        })
        expect((await em.findOne(Book, where, { orderBy: options.orderBy }))!.id).toBe(first!.id)
        expect(await page('{{ row.id }}', { row: lazy(em).findOneOrFail(Book, { code: 'nowhere' }) })).toEqual({
          error: expect.stringContaining('Book not found') as unknown,
        })
        expect(await page('{{ n }}', { n: lazy(em).count(Book, where) })).toEqual({ rows: String(await em.count(Book, where)) })
      })

      test('query builders', async () => {
        const builders = [
          (em: ReturnType<typeof fork>) =>
            em
              .createQueryBuilder(Book, 'b')
              .where({ code: { $gt: 'ab' } })
              .orderBy({ code: 'desc', id: 'asc' }),
          (em: ReturnType<typeof fork>) =>
            em.createQueryBuilder(Book, 'b').leftJoin('b.reviews', 'r').where({ 'r.stars': 3 }).orderBy({ id: 'asc' }),
          (em: ReturnType<typeof fork>) =>
            em.createQueryBuilder(Book, 'b').where('lower(b.code) = ?', ['ab']).orderBy({ id: 'desc' }).limit(3).offset(1),
          (em: ReturnType<typeof fork>) =>
            em
              .createQueryBuilder(Book, 'b')
              .select(['b.id'])
              .leftJoin('b.reviews', 'r')
              .groupBy('b.id')
              .having('count(r.id) > ?', [1])
              .orderBy({ id: 'asc' }),
        ]
        for (const build of builders) {
          const native = (await (build(fork()) as { getResultList(): Promise<Book[]> }).getResultList()).map(({ id }) => id)
          expect(native.length).toBeGreaterThan(0)
          expect(await idsOf(build(fork()))).toEqual({ rows: native })
          expect(await idsOf((build(lazy(fork())) as { getResultList(): Promise<Book[]> }).getResultList())).toEqual({ rows: native })
        }
      })
    },
  )
}
