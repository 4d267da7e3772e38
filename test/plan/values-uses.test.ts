import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { count, sum } from '../../src/query/aggregates.ts'
import { type Blog, openBlog, Post } from './support/blog.ts'

let blog: Blog
beforeAll(async () => {
  blog = await openBlog()
})
afterAll(() => blog.close())

const groups = () => Post.objects.values('rating').annotate({ n: count(), total: sum('id') })
const queries: [string, () => PromiseLike<unknown[]>][] = [
  ['values', () => Post.objects.filter({ id: { lt: 9 } }).values('rating', 'title', 'author.name')],
  ['values of a slice', () => Post.objects.orderBy('-id').slice(2, 9).values('rating', 'title')],
  ['a slice of values', () => Post.objects.values('rating', 'title').orderBy('-title').slice(1, 8)],
  ['groups', () => groups().orderBy('-total')],
  ['groups that meet a condition', () => groups().filter({ total: { gt: 350 } })],
  ['different values', () => Post.objects.values('rating').distinct()],
  ['no groups', () => groups().filter({ total: { gt: 9999 } })],
  ['none', () => Post.objects.none().values('rating')],
]

/** What a template reads of values, and how many rows of them that needs. */
const uses: [string, (all: number, sliced: boolean) => number][] = [
  ['{{ v|length }}', () => 1],
  ['{{ v.count }}', () => 1],
  ['{{ v.all.count }}', () => 1],
  ['{% if v|length > 4 %}many{% endif %}', () => 1],
  ['{% if v %}some{% else %}none{% endif %}', (all) => Math.min(all, 1)],
  ['{% if not v.exists %}none{% endif %}', (all) => Math.min(all, 1)],
  ['{{ v.first.rating }}', (all) => Math.min(all, 1)],
  ['{% with x=v|first %}{{ x.rating }}{% endwith %}', (all) => Math.min(all, 1)],
  ['{{ v.1.rating }}{% if v %}.{% endif %}', (all) => Math.min(all, 2)],
  ['{% for x in v|slice:":3" %}{{ x.rating }},{% empty %}none{% endfor %}', (all) => Math.min(all, 3)],
  ['{% for x in v|slice:"1:3" %}{{ x.rating }},{% endfor %}', (all) => Math.min(all, 3)],
  ['{{ v.first }}', (all) => Math.min(all, 1)],
  ['{% for x in v|slice:":2" %}{{ x.rating }}{% endfor %}{{ v|length }}', (all, sliced) => (sliced ? all : Math.min(all, 2))],
  ['{{ v.last.rating }}', (all, sliced) => (sliced ? all : Math.min(all, 1))],
  ['{% for x in v|slice:"-2:" %}{{ x.rating }},{% empty %}none{% endfor %}', (all, sliced) => (sliced ? all : Math.min(all, 2))],
  ['{{ v.first.rating }}{{ v.last.rating }}', (all) => all],
  ['{{ v.last.rating }}{{ v|length }}', (all, sliced) => (sliced ? all : Math.min(all, 1))],
  ['{% for x in v|dictsort:"rating" %}{{ x.rating }}{% endfor %}', (all) => all],
  ['{{ v }}', (all) => all],
  ['{% for x in v %}{{ x.rating }}{% if forloop.last %}.{% endif %}{% endfor %}', (all) => all],
]

describe.each(queries)('of %s', (name, query) => {
  test.each(uses)('%s reads no more rows than it shows', async (template, rows) => {
    const all = await query()
    const page = await blog.page(template, { v: query() })
    // Beside a list of the application's own, which has no count() or last().
    const list = Object.assign([...all], {
      all: { count: all.length },
      count: all.length,
      exists: all.length > 0,
      first: all[0],
      last: all.at(-1),
    })
    expect(page.html).toBe((await blog.page(template, { v: list })).html)
    expect(page.rows).toEqual(name === 'none' ? [] : [rows(all.length, name === 'a slice of values')])
  })
})

test('lists and single values as well', async () => {
  const pages: [string, unknown, string, number[]][] = [
    ['{{ v|first }}', Post.objects.orderBy('id').flat('title'), 'post 1', [1]],
    ['{{ v|length }}', Post.objects.flat('rating').distinct(), '5', [1]],
    ['{{ v|join:"," }}', Post.objects.flat('rating').distinct(), '0,1,2,3,4', [5]],
    ['{{ v.0.1 }}', Post.objects.valuesList('id', 'title'), 'post 1', [1]],
    ['{% for id, title in v|slice:":2" %}{{ title }};{% endfor %}', Post.objects.valuesList('id', 'title'), 'post 1;post 2;', [2]],
  ]
  for (const [template, v, html, rows] of pages) expect(await blog.page(template, { v })).toMatchObject({ html, rows })
})

test('what is only counted is neither computed nor sorted', async () => {
  const { sql } = await blog.page('{{ v|length }}', { v: groups().orderBy('-total') })
  expect(sql).toHaveLength(1)
  expect(sql[0]).not.toMatch(/sum|order by/)
  expect(await groups().orderBy('-total').slice(1, 3).count()).toBe(2)
  expect(
    await groups()
      .filter({ total: { gt: 350 } })
      .count(),
  ).toBe(await groups().then((all) => all.filter(({ total }) => total! > 350).length))
})

test('one row of aggregates has what its names say, meets its condition, and is one', async () => {
  // Not for TypeScript, which asks for a name.
  const one = () => (Post.objects as unknown as { values(): ReturnType<typeof groups> }).values().annotate({ total: sum('id'), n: count() })
  const pages: [string, object, string][] = [
    ['{{ v.0.n }} {{ v|length }}', one().orderBy('total'), '60 1'],
    ['{{ v.first.n }}', one().orderBy('total'), '60'],
    ['{{ v.0.n }} {{ v|length }}', one().filter({ total: { gt: 0 } }), '60 1'],
    ['{{ v.0.n }} {{ v|length }}', one().filter({ total: { lt: 0 } }), ' 0'],
    ['{{ v.0.n }} {{ v|length }}', one().slice(1), ' 0'],
    ['{{ v|length }}', one(), '1'],
  ]
  for (const [template, v, html] of pages) expect([template, (await blog.page(template, { v })).html]).toEqual([template, html])
  expect(await one().count()).toBe(1)
  expect(await one().filter({ total: { lt: 0 } })).toEqual([])
})
