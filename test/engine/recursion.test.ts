import { defineEntity, MikroORM, p, SqliteDriver } from '@mikro-orm/sql'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createDjust, type Djust, manager } from '../../src/index.ts'
import { mikroOrm, nodeSqlite } from '../../src/orm/mikro-orm.ts'
import { memoryLoader } from '../../src/template/memory-loader.ts'

const TopicSchema = defineEntity({
  name: 'Topic',
  properties: {
    id: p.integer().primary(),
    name: p.string(),
    hint: p.string(),
    parent: () => p.manyToOne(Topic).nullable(),
    children: () => p.oneToMany(Topic).mappedBy('parent').orderBy({ id: 'asc' }),
  },
})
class Topic extends TopicSchema.class {
  static objects = manager(Topic)
  depth(): number {
    return this.parent ? this.parent.depth() + 1 : 0
  }
  get optionalDepth(): number {
    return (this.parent?.optionalDepth ?? -1) + 1
  }
  get root(): Topic {
    // oxlint-disable-next-line typescript/no-this-alias -- as loops upwards are written
    let at: Topic = this
    while (at.parent) at = at.parent
    return at
  }
  get size(): number {
    return this.children.reduce((sum, child) => sum + child.size, 1)
  }
}
TopicSchema.setClass(Topic)

const templates: Record<string, string> = {
  'tree.html': '{{ t.name }}{% if t.children %}({% for c in t.children %}{% include "tree.html" with t=c %}{% endfor %}){% endif %}',
  'rows.html': '{{ t.name }}[{% for c in t.children %}{% include "rows.html" with t=c %}{% endfor %}]',
  'only.html': '{{ t.name }}{{ secret }}[{% for c in t.children %}{% include "only.html" with t=c only %}{% endfor %}]',
  'even.html': '<{{ t.name }}{% for c in t.children %}{% include "odd.html" with t=c %}{% endfor %}>',
  'odd.html': '"{{ t.hint }}{% for c in t.children %}{% include "even.html" with t=c %}{% endfor %}"',
  'list.html': '{% for t in list %}{{ t.name }}({% include "list.html" with list=t.children %}){% endfor %}',
  'up.html': '{{ t.name }}{% if t.parent %} < {% include "up.html" with t=t.parent %}{% endif %}',
}

let orm: MikroORM<SqliteDriver>
let djust: Djust
let statements: string[]

beforeAll(async () => {
  orm = (await MikroORM.init({
    driver: SqliteDriver,
    dbName: ':memory:',
    driverOptions: nodeSqlite(':memory:'),
    entities: [Topic],
  })) as never
  await orm.schema.create()
  // R has two branches, A of three levels and B of none; S stands alone; X and Y are above one another.
  const rows = [
    [1, 'R', null],
    [2, 'A', 1],
    [3, 'B', 1],
    [4, 'C', 2],
    [5, 'D', 4],
    [6, 'S', null],
    [7, 'X', null],
    [8, 'Y', 7],
  ] as const
  const em = orm.em.fork()
  for (const [id, name, parent] of rows) em.create(Topic, { id, name, hint: name.toLowerCase(), parent } as never)
  await em.flush()
  await em.nativeUpdate(Topic, { id: 7 }, { parent: 8 })
  djust = createDjust({ orm: mikroOrm(orm), templates: memoryLoader(templates), development: true })
})
afterAll(() => orm.close())

async function render(body: string, context: object = { t: Topic.objects.get({ id: 1 }) }): Promise<string> {
  templates[body] ??= body
  statements = []
  return djust.render(body, context as never, { onReport: (report) => void statements.push(...report.statements.map(({ sql }) => sql)) })
}

const some = (...id: number[]) => Topic.objects.filter({ id: { in: id } }).orderBy('id')
const each = (body: string): string => `{% for t in topics %}${body} {% endfor %}`

const one = (id: number) => ({ t: Topic.objects.get({ id }) })

describe('a template that includes itself', () => {
  test('is one statement a level, and none below the last', async () => {
    expect(await render('tree.html', one(1))).toBe('R(A(C(D))B)')
    expect(statements).toHaveLength(4)
    expect(new Set(statements.slice(1)).size).toBe(1)
    expect(statements[1]).toBe(
      'select "t0"."name" as "c0", "t0"."id" as "c1", exists (select 1 from "topic" as "t1" where "t1"."parent_id" = "t0"."id") as "c2", "t0"."parent_id" as "c3" from "topic" as "t0" where "t0"."parent_id" = ? order by "t0"."id" asc',
    )
  })

  test('also where it only loops', async () => {
    expect(await render('rows.html', one(1))).toBe('R[A[C[D[]]]B[]]')
    expect(statements).toHaveLength(4)
    expect(await render('rows.html', one(6))).toBe('S[]')
    expect(statements).toHaveLength(2)
  })

  test('of several rows, whose branches are not as deep as each other', async () => {
    expect(await render(each('{% include "rows.html" %}'), { topics: some(2, 3, 6) })).toBe('A[C[D[]]] B[] S[] ')
    expect(statements).toHaveLength(3)
    expect(await render(each('{% include "tree.html" %}'), { topics: some(1, 3, 4, 6) })).toBe('R(A(C(D))B) B C(D) S ')
    expect(statements.length).toBeLessThanOrEqual(4)
  })

  test('with only, which hides the context from all levels below', async () => {
    expect(await render('only.html', { ...one(1), secret: '!' })).toBe('R![A[C[D[]]]B[]]')
    expect(statements).toHaveLength(4)
    expect(await render('{% include "only.html" with t=t secret="?" only %}', { ...one(1), secret: '!' })).toBe('R?[A[C[D[]]]B[]]')
    expect(statements).toHaveLength(4)
  })

  test('by way of another one', async () => {
    expect(await render('even.html', one(1))).toBe('<R"a<C"d">""b">')
    expect(statements).toHaveLength(4)
    expect(statements[1]).toContain('"hint"')
    expect(statements[1]).not.toContain('"name"')
    expect(statements[2]).toContain('"name"')
    expect(statements[2]).not.toContain('"hint"')
  })

  test('of lists, whose levels do not get what is read of the first rows elsewhere', async () => {
    const body = '{% include "list.html" with list=ts %} {% for t in ts %}{{ t.hint }}{% endfor %}'
    const ts = Topic.objects.filter({ name: { in: ['R', 'S'] } })
    expect(await render(body, { ts })).toBe('R(A(C(D()))B())S() rs')
    expect(statements.map((sql) => sql.includes('"hint"'))).toEqual([true, false, false, false])
  })

  test('upwards, by joins and then by levels', async () => {
    expect(await render('up.html', one(4))).toBe('C < A < R')
    expect(statements).toHaveLength(1)
    expect(await render(each('{% include "up.html" %}'), { topics: some(3, 5, 6) })).toBe('B < R D < C < A < R S ')
    expect(statements).toHaveLength(2)
  })
})

describe('a member', () => {
  const all = () => ({ topics: some(1, 2, 3, 4, 5, 6) })

  test.each(['depth', 'optionalDepth'])('that calls itself above: %s', async (name) => {
    expect(await render(each(`{{ t.${name} }}`), all())).toBe('0 1 1 2 3 0 ')
    expect(statements).toHaveLength(2)
    expect(statements.join()).not.toMatch(/"name"|"hint"/)
  })

  test('that walks up in a loop', async () => {
    expect(await render(each('{{ t.root.name }}'), all())).toBe('R R R R R S ')
    expect(statements).toHaveLength(2)
    expect(statements.join()).not.toContain('"hint"')
  })

  test('that adds up what is below', async () => {
    expect(await render(each('{{ t.size }}'), { topics: some(1, 2, 6) })).toBe('5 3 1 ')
    expect(statements).toHaveLength(3)
  })
})

describe('rows that are above one another', () => {
  test.each(['rows.html', 'tree.html', 'even.html', '{{ t.size }}'])('end %s with an error that names them', async (page) => {
    await expect(render(page, one(7))).rejects.toMatchObject({
      code: 'load/cyclic-data',
      summary: expect.stringContaining('Topic.children') as string,
    })
  })

  test('end what leads upwards for ever', async () => {
    await expect(render('up.html', one(7))).rejects.toMatchObject({ code: 'render/too-deep' })
    await expect(render('{{ t.depth }}', one(7))).rejects.toMatchObject({ code: 'render/too-deep' })
  })
})
