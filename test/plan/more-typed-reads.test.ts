import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { col, concat } from '../../src/query/expression.ts'
import { count } from '../../src/query/aggregates.ts'
import { Prefetch } from '../../src/query/row-query.ts'
import { type Blog, Comment, openBlog, Post, User } from './support/blog.ts'

let blog: Blog
beforeAll(async () => {
  blog = await openBlog()
})
afterAll(() => blog.close())

// 3, 5 and no comments, the latest first.
const some = () => Post.objects.filter({ id: { in: [3, 5, 6] } }).orderBy('id')
const each = (body: string) => `{% for post in posts %}${body};{% endfor %}`
const selected = (sql: string) => [.../^select (.*?) from/.exec(sql)![1]!.matchAll(/"t\d+"\."(\w+)"/g)].map(([, column]) => column)
/** The columns of rows that come with those that have them. */
const nested = (sql: string) => selected(/ from \((select .*)/.exec(sql)![1]!)

/**
 * What a template reads of a list, what it shows, the rows of it that are read in a statement of their own (or null for those that
 * come with their post), and their columns.
 */
describe('a list in each use', () => {
  test.each<[string, string, number | null, string[]]>([
    ['{{ post.comments.first.writer.name }}', 'u4;u6;;', null, ['name']],
    ['{% with c=post.comments.all|first %}{{ c.writer.name }}{% endwith %}', 'u4;u6;;', null, ['name']],
    ['{% for c in post.comments.all|slice:"-2:" %}{{ c.likes }}{% endfor %}', '01;01;;', null, ['likes']],
    ['{% for c in post.comments.all|slice:"2:5" %}{{ c.likes }}{% endfor %}', '1;101;;', null, ['likes']],
    ['{% for c in post.comments.all|slice:":1" %}{{ c.likes }}{% endfor %}', '1;1;;', null, ['likes']],
    [
      '{% for c in post.comments.all %}{{ c.likes }}{% if not forloop.last %},{% endif %}{% endfor %}',
      '1,0,1;1,0,1,0,1;;',
      8,
      ['likes', 'post_id'],
    ],
    ['{% for c in post.comments.all %}{{ forloop.revcounter }}{% endfor %}', '321;54321;;', 8, ['post_id']],
    ['{% for c in post.comments.all %}{{ c.likes }}{% empty %}none{% endfor %}', '101;10101;none;', 8, ['likes', 'post_id']],
    ['{% with total=post.comments|length %}{{ total }}{{ total }}{% endwith %}', '33;55;00;', 0, []],
    ['{% with any=post.comments.exists %}{% if any %}y{% endif %}{% endwith %}', 'y;y;;', 0, []],
    ['{% if post.comments.all|length == 3 %}three{% endif %}', 'three;;;', 0, []],
    ['{% if post.comments.first %}y{% endif %}', 'y;y;;', null, ['id']],
    ['{% if post.comments.first.likes == 1 %}y{% endif %}', 'y;y;;', null, ['likes']],
    ['{% for c in post.comments.all reversed %}{{ c.likes }}{% endfor %}', '101;10101;;', 8, ['likes', 'post_id']],
    [
      '{% for c in post.comments.all %}{% ifchanged c.likes %}{{ c.likes }}{% endifchanged %}{% endfor %}',
      '101;10101;;',
      8,
      ['likes', 'post_id'],
    ],
  ])('%s', async (body, html, rows, columns) => {
    const page = await blog.page(each(body), { posts: some() })
    expect(page.html).toBe(html)
    expect(page.sql).toHaveLength(rows ? 2 : 1)
    if (rows === null) expect(nested(page.sql[0]!)).toEqual(columns)
    if (!rows) return
    expect(page.rows[1]).toBe(rows)
    expect(new Set(selected(page.sql[1]!))).toEqual(new Set(columns))
    expect(selected(page.sql[0]!)).toEqual(['id'])
  })

  test('a random row is one of them, with its columns', async () => {
    const { html, sql } = await blog.page(each('{% with c=post.comments.all|random %}{{ c.text }}{% endwith %}'), {
      posts: some().slice(0, 2),
    })
    expect(html).toMatch(/^comment [1-3];comment [1-5];$/)
    expect(sql).toHaveLength(2)
    expect(new Set(selected(sql[1]!))).toEqual(new Set(['text', 'post_id']))
  })

  test('the last row of a query without an order is that of the greatest key', async () => {
    const { html, rows } = await blog.page('{{ users.last.name }} {% with u=others|last %}{{ u.name }}{% endwith %}', {
      users: User.objects.all(),
      others: User.objects.filter({ id: { lt: 4 } }),
    })
    expect(html).toBe('u7 u3')
    expect(rows).toEqual([1, 1])
  })

  test('a slice of a query reads no more than the slice', async () => {
    const { html, rows } = await blog.page('{% for u in users|slice:"2:4" %}{{ u.name }}{% endfor %}', {
      users: User.objects.orderBy('id'),
    })
    expect(html).toBe('u3u4')
    expect(rows).toEqual([4])
  })
})

describe('annotations of a Prefetch', () => {
  const loud = () => Comment.objects.annotate({ line: concat(col('writer.name'), ': ', col('text')), twice: col('likes').times(2) })

  test('are read by name, only where they are named', async () => {
    const posts = some().prefetchRelated(new Prefetch('comments', loud().filter({ likes: 1 }).orderBy('id')))
    const { html, sql } = await blog.page(each('{% for c in post.comments.all %}{{ c.line }} {% endfor %}'), { posts })
    expect(html).toBe('u2: comment 1 u4: comment 3 ;u2: comment 1 u4: comment 3 u6: comment 5 ;;')
    expect(sql).toHaveLength(2)
    expect(sql[1]).not.toContain('* ')
    const counted = await blog.page(each('{{ post.comments|length }}'), { posts })
    expect(counted).toMatchObject({ html: '2;3;0;', sql: { length: 1 } })
    const first = await blog.page(each('{{ post.comments.first.twice }}'), { posts })
    expect(first.html).toBe('2;2;;')
  })

  test('belong to the rows of that path alone', async () => {
    const posts = some().prefetchRelated(new Prefetch('author.posts', Post.objects.annotate({ n: count('comments') }).orderBy('id')))
    const body = '{% for p in post.author.posts.all|slice:":2" %}{{ p.id }}={{ p.n }} {% endfor %}'
    const { html, sql } = await blog.page(each(body), { posts })
    expect(html).toMatch(/^3=3 10=\d ;5=5 12=0 ;6=0 13=\d ;$/)
    expect(sql).toHaveLength(2)
    await expect(blog.page(each('{{ post.n }}'), { posts })).rejects.toThrow('unknown name "n" on Post')
    await expect(blog.page(each('{% for c in post.comments.all %}{{ c.n }}{% endfor %}'), { posts })).rejects.toThrow('"n" on Comment')
  })

  test('of a Prefetch inside of a Prefetch', async () => {
    const inner = new Prefetch('comments', loud().orderBy('id'))
    const users = User.objects
      .filter({ id: 4 })
      .prefetchRelated(new Prefetch('posts', Post.objects.filter({ id: 3 }).prefetchRelated(inner)))
    const { html, sql } = await blog.page(
      '{% for u in users %}{% for p in u.posts.all %}{% for c in p.comments.all %}{{ c.line }}/{{ c.twice }} {% endfor %}{% endfor %}{% endfor %}',
      { users },
    )
    expect(html).toBe('u2: comment 1/2 u3: comment 2/0 u4: comment 3/2 ')
    expect(sql).toHaveLength(3)
  })
})
