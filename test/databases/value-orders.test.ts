import { defineEntity, p } from '@mikro-orm/sql'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { databases } from '../../conformance/databases.ts'
import { openOrm, type OpenOrm } from '../../conformance/open-orm.ts'
import { createDjust } from '../../src/engine/djust.ts'
import { lazy, mikroOrm, type MikroOrmDatabase } from '../../src/orm/mikro-orm.ts'
import { count, max } from '../../src/query/aggregates.ts'
import { col } from '../../src/query/expression.ts'
import { manager } from '../../src/query/manager.ts'
import { Prefetch } from '../../src/query/row-query.ts'
import { memoryLoader } from '../../src/template/memory-loader.ts'
import { whyNot } from '../support/services.ts'

const ranks = ['low', 'mid', 'high'] as const

const MarkSchema = defineEntity({
  name: 'Mark',
  embeddable: true,
  properties: { rank: p.enum(ranks).customOrder(...ranks), note: p.string().nullable() },
})
class Mark extends MarkSchema.class {}
MarkSchema.setClass(Mark)

const KindSchema = defineEntity({
  name: 'Kind',
  properties: { id: p.integer().primary(), rank: p.enum(ranks).customOrder(...ranks) },
})
class Kind extends KindSchema.class {
  static objects = manager(Kind)
}
KindSchema.setClass(Kind)

const TaskSchema = defineEntity({
  name: 'Task',
  orderBy: { rank: 'desc', id: 'asc' },
  properties: {
    id: p.integer().primary(),
    rank: p.enum(ranks).customOrder(...ranks),
    // "later" is not among its values in order, as null is not.
    due: p.string().nullable().customOrder('now', "it's", 'soon'),
    size: p.integer().nullable().customOrder(3, 1, 2),
    done: p.boolean().customOrder(true, false),
    mark: () => p.embedded(Mark),
    kind: () => p.manyToOne(Kind).nullable(),
    project: () => p.manyToOne(Project),
  },
})
class Task extends TaskSchema.class {
  static objects = manager(Task)
}
TaskSchema.setClass(Task)

const ProjectSchema = defineEntity({
  name: 'Project',
  properties: {
    id: p.integer().primary(),
    byRank: () => p.oneToMany(Task).mappedBy('project').orderBy({ rank: 'asc', id: 'desc' }),
    byDue: () => p.oneToMany(Task).mappedBy('project').orderBy({ due: 'desc nulls last', id: 'asc' }),
    byMark: () =>
      p
        .oneToMany(Task)
        .mappedBy('project')
        .orderBy({ mark: { rank: 'desc' }, id: 'asc' }),
    byKind: () =>
      p
        .oneToMany(Task)
        .mappedBy('project')
        .orderBy({ kind: { rank: 'desc nulls last' }, id: 'asc' }),
    liked: () => p.manyToMany(Task).orderBy({ rank: 'desc', id: 'desc' }),
  },
})
class Project extends ProjectSchema.class {
  static objects = manager(Project)
}
ProjectSchema.setClass(Project)

const lists = ['byRank', 'byDue', 'byMark', 'byKind', 'liked'] as const

for (const database of databases) {
  const reason = whyNot(database)
  describe.skipIf(reason !== undefined)(`${database}: values that have an order of their own${reason ? ` (${reason})` : ''}`, () => {
    let opened: OpenOrm
    let orm: MikroOrmDatabase
    let render: (template: string, context: Readonly<Record<string, unknown>>) => Promise<string>
    beforeAll(async () => {
      opened = await openOrm(database, { entities: [Mark, Kind, Task, Project] })
      orm = mikroOrm(opened.orm)
      await opened.createTables()
      const em = opened.orm.em.fork()
      ranks.forEach((rank, i) => em.create(Kind, { id: i + 1, rank: ranks[(i + 2) % 3]! }))
      const due = ['soon', null, "it's", 'later', 'now'] as const
      for (const id of [1, 2]) {
        const project = em.create(Project, { id })
        for (let n = 0; n < 14; n++) {
          const task = em.create(Task, {
            id: id * 100 + n,
            rank: ranks[(Math.floor(n / 2) + id) % 3]!,
            due: due[n % 5] ?? null,
            size: n % 4 === 3 ? null : n % 4,
            done: n % 2 === 0,
            mark: { rank: ranks[(n + 1) % 3]! },
            kind: n % 4 === 0 ? null : em.getReference(Kind, (n % 3) + 1),
            project,
          })
          if (n % 3 !== 1) project.liked.add(task)
        }
      }
      await em.flush()
      const templates: Record<string, string> = {}
      const djust = createDjust({ orm, templates: memoryLoader(templates) })
      render = (template, context) => {
        templates[`${Object.keys(templates).length}`] = template
        return djust.render(`${Object.keys(templates).length - 1}`, context)
      }
    })
    afterAll(async () => {
      orm.release()
      await opened.close()
    })

    const fork = () => opened.orm.em.fork()
    const ids = (rows: readonly { readonly id: number }[]) => rows.map(({ id }) => `${id} `).join('')
    const shown = (rows: unknown) => render('{% for r in rows %}{{ r.id }} {% endfor %}', { rows })

    test.each(lists)('a list: %s', async (list) => {
      const projects = await fork().find(Project, {}, { populate: [list], orderBy: { id: 'asc' } })
      const all = projects.map((project) => project[list].getItems())
      const page = (part: string, rows: unknown = Project.objects.orderBy('id')) =>
        render(`{% for p in rows %}{% for t in p.${list}${part} %}{{ t.id }} {% endfor %}{% endfor %}`, { rows })
      const native = (from?: number, to?: number) => all.map((items) => ids(items.slice(from, to))).join('')
      expect(await page('')).toBe(native())
      expect(await page('|slice:":3"')).toBe(native(0, 3))
      expect(await page('|slice:"-3:"')).toBe(native(-3))
      expect(await page('', Project.objects.filter({ id: 1 }))).toBe(ids(all[0]!))
      const ends = `{% for p in rows %}{{ p.${list}.first.id }} {{ p.${list}.1.id }} {{ p.${list}.last.id }} {% endfor %}`
      const native3 = all.map((items) => ids([items[0]!, items[1]!, items.at(-1)!])).join('')
      expect(await render(ends, { rows: Project.objects.orderBy('id') })).toBe(native3)
      const prefetched = Project.objects.orderBy('id').prefetchRelated(new Prefetch(list, Task.objects.filter({ done: true })))
      expect(await page('', prefetched)).toBe(all.map((items) => ids(items.filter(({ done }) => done))).join(''))
    })

    test('the order of an entity', async () => {
      const all = await fork().find(Task, {})
      expect(await shown(Task.objects.all())).toBe(ids(all))
      expect(await shown(await Task.objects.all())).toBe(ids(all))
      expect(await shown(Task.objects.all().slice(4, 9))).toBe(ids(all.slice(4, 9)))
      expect(await render('{{ rows.first.id }} {{ rows.last.id }} ', { rows: Task.objects.all() })).toBe(ids([all[0]!, all.at(-1)!]))
      expect(await render('{{ rows.0.id }} {{ rows.last.id }} ', { rows: Task.objects.all().slice(2, 20) })).toBe(ids([all[2]!, all[19]!]))
      expect(await render('{% for r in rows|slice:"-3:" %}{{ r.id }} {% endfor %}', { rows: Task.objects.all() })).toBe(ids(all.slice(-3)))
      expect(await shown(lazy(fork()).find(Task, {}))).toBe(ids(all))
    })

    test.each([
      [{ rank: 'asc', id: 'asc' }, ['rank', 'id']],
      [{ rank: 'desc', id: 'asc' }, ['-rank', 'id']],
      [{ due: 'asc nulls last', id: 'asc' }, [{ path: 'due', nulls: 'last' }]],
      [{ due: 'desc nulls first', id: 'desc' }, [{ path: 'due', direction: 'desc', nulls: 'first' }, '-id']],
      [{ size: 'asc nulls first', id: 'asc' }, [{ path: 'size', nulls: 'first' }]],
      [{ done: 'asc', id: 'asc' }, ['done']],
      [{ mark: { rank: 'desc' }, id: 'asc' }, ['-mark.rank']],
      [{ kind: { rank: 'asc nulls first' }, id: 'asc' }, [{ path: 'kind.rank', nulls: 'first' }]],
    ])('%o', async (orderBy, keys) => {
      const all = await fork().find(Task, {}, { orderBy } as never)
      const query = Task.objects.orderBy(...(keys as never[]))
      expect(await shown(query)).toBe(ids(all))
      expect(await render('{{ rows.last.id }} {{ rows.first.id }} ', { rows: query })).toBe(ids([all.at(-1)!, all[0]!]))
      expect((await query.flat('id')).map((id) => `${id} `).join('')).toBe(ids(all))
      const call = lazy(fork()).find(Task, {}, { orderBy, limit: 9, offset: 2 } as never)
      expect(await orm.adapter.recognise?.(call)?.query()).not.toBeNull()
      expect(await shown(call)).toBe(ids(all.slice(2, 11)))
    })

    test('annotations of a column, and values', async () => {
      const byRank = await fork().find(Task, {}, { orderBy: { rank: 'desc', id: 'asc' } })
      const bySize = await fork().find(Task, {}, { orderBy: { size: 'asc nulls first', id: 'asc' } })
      const query = Task.objects.annotate({ r: col('rank'), s: col('size') })
      expect(await shown(query.orderBy('-r'))).toBe(ids(byRank))
      expect(await render('{% for r in rows %}{{ r.id }} {% endfor %}{{ rows.0.s }}', { rows: query.orderBy('s') })).toBe(
        `${ids(bySize)}${bySize[0]!.size}`,
      )
      expect(await query.orderBy('id').values('r', 'id').orderBy('-r', 'id').valuesList('id')).toEqual(byRank.map(({ id }) => [id]))
      expect(await Task.objects.flat('rank').distinct()).toEqual(['low', 'mid', 'high'])
      expect(await Task.objects.flat('rank').distinct().orderBy('-rank')).toEqual(['high', 'mid', 'low'])
      expect(await Task.objects.flat('due').distinct().orderBy({ path: 'due', nulls: 'last' }).slice(0, 3)).toEqual(['now', "it's", 'soon'])
      expect(await Task.objects.flat('due').distinct()).toEqual([null, 'later', 'now', "it's", 'soon'])
      const groups = Task.objects.values('rank').annotate({ n: count() })
      expect((await groups.orderBy('-rank')).map(({ rank }) => rank)).toEqual(['high', 'mid', 'low'])
      expect((await Kind.objects.values('rank').annotate({ n: count() })).map(({ rank }) => rank)).toEqual(ranks)
      expect(await render('{{ groups.last.rank }}', { groups: groups.orderBy('rank') })).toBe('high')
    })

    test('what is computed of them is sorted by its value', async () => {
      const query = Project.objects.annotate({ top: max('byRank.rank'), n: count('byRank', { filter: { rank: 'high' } }) })
      expect(await query.orderBy('top', 'id').flat('top')).toEqual(['mid', 'mid'])
      const tasks = Task.objects.annotate({ r: col('rank').or('none') }).orderBy('r', 'id')
      expect([...new Set((await tasks.flat('r')) as readonly string[])]).toEqual(['high', 'low', 'mid'])
    })
  })
}
