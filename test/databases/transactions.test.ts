import { defineEntity, FlushMode, type MikroORM, p, RequestContext } from '@mikro-orm/sql'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { openOrm, type OpenOrm, type OrmOptions } from '../../conformance/open-orm.ts'
import { createDjust, type Djust } from '../../src/engine/djust.ts'
import { lazy, mikroOrm, type MikroOrmDatabase } from '../../src/orm/mikro-orm.ts'
import { raw } from '../../src/query/expression.ts'
import { manager } from '../../src/query/manager.ts'
import { memoryLoader } from '../../src/template/memory-loader.ts'
import { leftOut } from '../support/services.ts'

const BoxSchema = defineEntity({
  name: 'Box',
  properties: {
    id: p.integer().primary(),
    name: p.string(),
    things: () => p.oneToMany(Part).mappedBy('box'),
    papers: () => p.oneToMany(Paper).mappedBy('box'),
    labels: () => p.manyToMany(Sticker),
  },
})
class Box extends BoxSchema.class {
  static objects = manager(Box)
}
BoxSchema.setClass(Box)
const PartSchema = defineEntity({ name: 'Part', properties: { id: p.integer().primary(), name: p.string(), box: () => p.manyToOne(Box) } })
class Part extends PartSchema.class {}
PartSchema.setClass(Part)
const PaperSchema = defineEntity({
  name: 'Paper',
  properties: { id: p.integer().primary(), name: p.string(), box: () => p.manyToOne(Box) },
})
class Paper extends PaperSchema.class {}
PaperSchema.setClass(Paper)
const StickerSchema = defineEntity({ name: 'Sticker', properties: { id: p.integer().primary(), name: p.string() } })
class Sticker extends StickerSchema.class {}
StickerSchema.setClass(Sticker)

const entities = [Box, Part, Paper, Sticker]
const page =
  '{% for box in boxes %}{{ box.name }}:{% for x in box.things %}{{ x.name }}{% endfor %}{% for x in box.papers %}{{ x.name }}{% endfor %}{% for x in box.labels %}{{ x.name }}{% endfor %};{% endfor %}'
const committed = 'first:part1paper1;'
const uncommitted = 'first:part1paper1;second:part2paper2;'
const poolSize = 3

async function open(name: 'postgres' | 'mariadb', options: Partial<OrmOptions> = {}): Promise<OpenOrm> {
  const opened = await openOrm(name, { entities: entities as never, pool: { min: 0, max: poolSize }, ...options })
  await opened.createTables()
  await insert(opened.orm.em.fork(), 1, 'first')
  return opened
}

async function insert(em: MikroORM['em'], id: number, name: string): Promise<void> {
  await em.insert(Box, { id, name })
  await em.insert(Part, { id, name: `part${id}`, box: id })
  await em.insert(Paper, { id, name: `paper${id}`, box: id })
}

describe.each(['postgres', 'mariadb'] as const)('%s', (name) => {
  describe.skipIf(leftOut(name))('connections', () => {
    let opened: OpenOrm
    let orm: MikroORM
    let database: MikroOrmDatabase
    let djust: Djust
    const warnings: unknown[] = []
    const onWarning = (warning: unknown): void => void warnings.push(warning)

    beforeAll(async () => {
      process.on('warning', onWarning)
      opened = await open(name)
      orm = opened.orm
      database = mikroOrm(orm)
      djust = createDjust({ orm: database, templates: memoryLoader({ 'page.html': page }), logger: { warn() {}, error() {} } })
    })
    afterAll(async () => {
      process.off('warning', onWarning)
      database?.release()
      await opened?.close()
    })

    const boxes = (): object => Box.objects.all().orderBy('id')
    const render = (using?: object): Promise<string> => djust.render('page.html', { boxes: boxes() }, using && { using })

    test('a page inside of a transaction sees its rows, and nobody else does', async () => {
      const failing = orm.em.fork().transactional(async (em) => {
        await insert(em, 2, 'second')
        expect(await render(em)).toBe(uncommitted)
        expect(await djust.render('page.html', { boxes: Box.objects.using(em).orderBy('id') })).toBe(uncommitted)
        expect(await djust.render('page.html', { boxes: lazy(em).find(Box, {}, { orderBy: { id: 1 } }) })).toBe(uncommitted)
        expect(await djust.render('page.html', { boxes: await em.find(Box, {}, { orderBy: { id: 1 } }) })).toBe(uncommitted)
        expect(await Promise.all([render(), render(em), render(orm.em.fork())])).toEqual([uncommitted, uncommitted, committed])
        throw new Error('roll back')
      })
      await expect(failing).rejects.toThrow('roll back')
      expect(await render()).toBe(committed)
    })

    test('the transaction of a request is found without being named, savepoints too', async () => {
      await RequestContext.create(orm.em, async () => {
        const failing = orm.em.transactional(async () => {
          await insert(orm.em, 2, 'second')
          expect(await render()).toBe(uncommitted)
          const inner = orm.em.transactional(async (em) => {
            await insert(em, 3, 'third')
            expect(await render()).toBe(`${uncommitted}third:part3paper3;`)
            throw new Error('inner')
          })
          await expect(inner).rejects.toThrow('inner')
          expect(await render()).toBe(uncommitted)
          throw new Error('roll back')
        })
        await expect(failing).rejects.toThrow('roll back')
        expect(await render()).toBe(committed)
      })
    })

    test('the lists of a page on one connection come one after the other', async () => {
      warnings.length = 0
      await orm.em.fork().transactional(async (em) => {
        expect(await Promise.all(Array.from({ length: 5 }, () => render(em)))).toEqual(Array.from({ length: 5 }, () => committed))
      })
      await new Promise((resolve) => setImmediate(resolve))
      expect(warnings).toEqual([])
    })

    test('new entities that an em holds back are written first, unless it says otherwise', async () => {
      const failing = orm.em.fork().transactional(async (em) => {
        em.create(Box, { id: 5, name: 'held back' })
        em.setFlushMode(FlushMode.COMMIT)
        expect(await render(em)).toBe(committed)
        expect(await em.find(Box, {})).toHaveLength(1)
        em.setFlushMode(FlushMode.AUTO)
        expect(await render(em)).toBe(`${committed}held back:;`)
        throw new Error('roll back')
      })
      await expect(failing).rejects.toThrow('roll back')
    })

    test('a hundred pages that fail leave no connection busy', async () => {
      const broken = (): Promise<string> =>
        djust.render('page.html', { boxes: Box.objects.annotate({ x: raw('no_such_column', [], 'integer') }).filter({ x: 1 } as never) })
      const results = await Promise.allSettled(Array.from({ length: 100 }, broken))
      expect(new Set(results.map((result) => (result.status === 'rejected' ? String(result.reason).slice(0, 60) : 'rendered'))).size).toBe(
        1,
      )
      expect(results[0]!.status).toBe('rejected')
      expect(await Promise.all(Array.from({ length: poolSize * 3 }, () => render()))).toEqual(
        Array.from({ length: poolSize * 3 }, () => committed),
      )
      expect(await connectionsOf(orm, name)).toBeLessThanOrEqual(poolSize)
    })

    test('pages that fail inside of their transactions give their connections back', async () => {
      for (let n = 0; n < poolSize * 3; n++) {
        const failing = orm.em
          .fork()
          .transactional((em) =>
            djust.render(
              'page.html',
              { boxes: Box.objects.annotate({ x: raw('no_such_column', [], 'integer') }).filter({ x: 1 } as never) },
              { using: em },
            ),
          )
        await expect(failing).rejects.toThrow('no_such_column')
      }
      expect(await render()).toBe(committed)
    })

    test('a connection that dies fails the page that it served, by name, and the next page is rendered', async () => {
      vi.spyOn(orm.config.getLogger(), 'warn').mockImplementation(() => {})
      const slow = raw(name === 'postgres' ? '(select 1 from pg_sleep(20) as waiting)' : 'sleep(20)', [], 'integer')
      const page = djust.render('page.html', { boxes: Box.objects.annotate({ slow }).filter({ slow: 1 } as never) })
      const failure = page.catch((error: unknown) => String(error))
      const sql =
        name === 'postgres'
          ? "select pid as id from pg_stat_activity where datname = ? and query like '%pg_sleep%' and pid <> pg_backend_pid()"
          : "select id from information_schema.processlist where db = ? and info like '%sleep(20)%' and id <> connection_id()"
      let found: { id: number }[] = []
      while (found.length === 0) found = await orm.em.fork().execute(sql, [orm.config.get('dbName')])
      await kill(orm.em.fork(), name, found[0]!.id)
      expect(await failure).toMatch(/a query of Box: .*(?:terminat|connection|closed|lost)/i)
      // The pool gives a connection out until it heard of its end.
      await vi.waitFor(async () => expect(await render()).toBe(committed))
    })

    test('idle connections that died are replaced', async () => {
      vi.spyOn(orm.config.getLogger(), 'warn').mockImplementation(() => {})
      await Promise.all([render(), render(), render()])
      const other = await open(name)
      try {
        for (const id of await idsOf(orm, name)) await kill(other.orm.em.fork(), name, id).catch(() => {})
        await new Promise((resolve) => setTimeout(resolve, 100))
        const results = await Promise.allSettled([render(), render(), render()])
        // The first may still meet a connection whose end nobody was told of.
        for (const result of results) if (result.status === 'rejected') expect(String(result.reason)).toMatch(/Box/)
        expect(await Promise.all([render(), render(), render()])).toEqual([committed, committed, committed])
      } finally {
        await other.close()
      }
    })
  })

  test.skipIf(leftOut(name))('replicas are read from, and the write connection inside of a transaction', async () => {
    const replica = await open(name)
    const opened = await open(name, { replicas: [{ dbName: replica.orm.config.get('dbName') }] } as never)
    const database = mikroOrm(opened.orm)
    try {
      // What is not copied to the replica yet tells the two apart.
      await insert(opened.orm.em.fork(), 2, 'second')
      const djust = createDjust({ orm: database, templates: memoryLoader({ 'page.html': page }) })
      const render = (using?: object): Promise<string> =>
        djust.render('page.html', { boxes: Box.objects.all().orderBy('id') }, using && { using })
      const native = (await opened.orm.em.fork().find(Box, {}, { orderBy: { id: 1 } })).length
      expect(native).toBe(1)
      expect(await render()).toBe(committed)
      expect(await Box.objects.count()).toBe(1)
      await opened.orm.em.fork().transactional(async (em) => {
        expect(await render(em)).toBe(uncommitted)
        expect(await em.count(Box)).toBe(2)
      })
      const em = lazy(opened.orm.em.fork())
      expect(await djust.render('page.html', { boxes: em.find(Box, {}, { orderBy: { id: 1 } }) })).toBe(committed)
      expect(await djust.render('page.html', { boxes: em.find(Box, {}, { orderBy: { id: 1 }, connectionType: 'write' }) })).toBe(
        uncommitted,
      )
    } finally {
      database.release()
      await opened.close()
      await replica.close()
    }
  })
})

async function kill(em: MikroORM['em'], name: string, id: number): Promise<void> {
  await em.execute(name === 'postgres' ? 'select pg_terminate_backend(?)' : 'kill ?', [id])
}

/** The server's connections to the database of an ORM. */
async function idsOf(orm: MikroORM, name: string): Promise<number[]> {
  const database = orm.config.get('dbName')
  const sql =
    name === 'postgres'
      ? 'select pid as id from pg_stat_activity where datname = ?'
      : 'select id from information_schema.processlist where db = ?'
  return (await orm.em.fork().execute<{ id: number }[]>(sql, [database])).map(({ id }) => id)
}

async function connectionsOf(orm: MikroORM, name: string): Promise<number> {
  return (await idsOf(orm, name)).length
}
