import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { count } from '../../src/query/aggregates.ts'
import { Prefetch } from '../../src/query/row-query.ts'
import { type Blog, Comment, openBlog, Post, User } from './support/blog.ts'

let blog: Blog
beforeAll(async () => {
  blog = await openBlog()
})
afterAll(() => blog.close())

const some = () => Post.objects.filter({ id: { in: [3, 5, 6] } }).orderBy('id')
const each = (body: string) => `{% for post in posts %}${body};{% endfor %}`

test('50 posts with authors, profiles, tags, comment counts and the latest comments are 2 statements of what is shown', async () => {
  const template = each(
    `{{ post.title }} by {{ post.author.name }}, {{ post.author.profile.city }} [{% for tag in post.tags %}{{ tag.label }} {% endfor %}] ` +
      `{{ post.comments|length }}: {% for comment in post.comments|slice:":3" %}{{ comment.text }} ({{ comment.writer.name }}) {% endfor %}`,
  )
  const { html, sql, rows } = await blog.page(template, { posts: Post.objects.orderBy('-id').slice(0, 50) })
  expect(sql).toHaveLength(2)
  expect(rows[0]).toBe(50)
  expect(html.split(';')[1]).toBe('post 59 by u4, c4 [t1 t2 ] 5: comment 5 (u6) comment 4 (u5) comment 3 (u4) ')
  for (const unread of ['body', 'rating', 'email', 'password', 'bio', 'notes', 'likes', 'day'])
    expect(sql.join('\n')).not.toMatch(new RegExp(`"${unread}"`))
  expect(sql[0]).toContain('(select count(*) from "comment"')
  expect(sql[0]).toMatch(/\(select json_group_array\(json_array\("c0", "c1"\)\) from \(select .* from "comment" .* limit 3\)/)
})

describe('rows of a list are as many as are used', () => {
  test.each([
    ['{{ post.comments.first.text }}', 'comment 3;comment 5;;', 1],
    ['{{ post.comments.0.text }}', 'comment 3;comment 5;;', 1],
    ['{% with c=post.comments.all|first %}{{ c.text }}{% endwith %}', 'comment 3;comment 5;;', 1],
    ['{% with c=post.comments.all|last %}{{ c.text }}{% endwith %}', 'comment 1;comment 1;;', 1],
    ['{{ post.comments.last.text }}', 'comment 1;comment 1;;', 1],
    ['{{ post.comments.1.text }}', 'comment 2;comment 4;;', 2],
    ['{% for c in post.comments.all|slice:":2" %}{{ c.likes }}{% endfor %}', '10;10;;', 2],
    ['{% for c in post.comments.all|slice:"1:3" %}{{ c.likes }}{% endfor %}', '01;01;;', 3],
    ['{{ post.comments.first.likes }}{{ post.comments.last.likes }}', '11;11;;', 2],
  ])('%s', async (body, html, most) => {
    const page = await blog.page(each(body), { posts: some() })
    expect(page.html).toBe(html)
    expect(page.sql.join(';')).not.toContain('"raw"')
    // With their posts, but for what is wanted of both ends, and not with posts of which some are skipped: it would be read of those, too.
    const numbered = body.includes('first.likes')
    expect(page.sql).toHaveLength(numbered ? 2 : 1)
    if (!numbered) expect(page.sql[0]).toMatch(new RegExp(String.raw`json_group_array\(.* limit ${most}\) as`))
    const behind = await blog.page(each(body), {
      posts: Post.objects
        .filter({ id: { in: [1, 3, 5, 6] } })
        .orderBy('id')
        .slice(1, 4),
    })
    expect(behind.html).toBe(html)
    for (const { sql, rows } of numbered ? [page, behind] : [behind]) {
      expect(sql[1]).toMatch(numbered ? /row_number\(\) over \(partition by/ : /json_each\(\?\) as .* cross join .* limit \d\)/)
      expect(rows[1]).toBeLessThanOrEqual(2 * most)
    }
  })

  test('of many parents only those rows are looked up', async () => {
    for (const body of ['{% for c in post.comments|slice:":2" %}{{ c.writer.name }}{% endfor %}', '{{ post.tags.last.label }}']) {
      const [nested] = (await blog.page(each(body), { posts: some() })).sql
      const table = /json_group_array.* from "(?:comment|tag)" as "(t\d+)"|"post_tags" as "(t\d+)"/.exec(nested!)!
      expect(await blog.scanned(nested!, ['[3,5,6]'])).not.toContain(table[1] ?? table[2])
      const { sql } = await blog.page(each(body), { posts: some().slice(1, 3) })
      // The table of keys.
      expect(await blog.scanned(sql[1]!, ['[1,2,3]'])).toEqual(['t0'])
    }
  })

  test('of one parent it is a LIMIT', async () => {
    const { html, sql } = await blog.page('{{ post.comments.first.text }}', { post: Post.objects.get({ id: 5 }) })
    expect(html).toBe('comment 5')
    expect(sql).toHaveLength(1)
    expect(sql[0]).toMatch(/"post_id" = "t0"."id" order by .* limit 1\) as/)
    const behind = await blog.page('{{ post.comments.first.text }}', { post: Post.objects.orderBy('id').slice(4).first() })
    expect(behind.sql[1]).toMatch(/ limit 1$/)
  })

  test('bounds and a count of one list are one statement', async () => {
    const { html, sql } = await blog.page(each('{{ post.comments.count }}/{{ post.comments|length }} {{ post.comments.first.likes }}'), {
      posts: some(),
    })
    expect(html).toBe('3/3 1;5/5 1;0/0 ;')
    expect(sql).toHaveLength(1)
    expect(sql[0]!.match(/count\(\*\)/g)).toHaveLength(1)
  })
})

describe('what needs no rows', () => {
  test.each([
    ['{{ post.comments|length }}', '3;5;0;', 'select count(*)'],
    ['{{ post.comments.count }}', '3;5;0;', 'select count(*)'],
    ['{% if post.comments %}y{% endif %}', 'y;y;;', 'exists (select 1'],
    ['{% if post.comments.exists %}y{% endif %}', 'y;y;;', 'exists (select 1'],
    ['{% if not post.tags.all %}n{% endif %}', 'n;;n;', 'exists (select 1'],
    ['{{ post.comments|yesno }}', 'yes;yes;no;', 'exists (select 1'],
    ['{% if post.comments|length > 3 %}many{% endif %}', ';many;;', 'select count(*)'],
  ])('%s is a column of the owner', async (body, html, column) => {
    const page = await blog.page(each(body), { posts: some() })
    expect(page.html).toBe(html)
    expect(page.sql).toHaveLength(1)
    expect(page.sql[0]).toContain(column)
  })

  test('a count with a condition, by an annotation or a Prefetch', async () => {
    const annotated = some().annotate({ liked: count('comments', { filter: { likes: 1 } }) })
    expect(await blog.page(each('{{ post.liked }}'), { posts: annotated })).toMatchObject({ html: '2;3;0;', sql: { length: 1 } })
    const prefetched = some().prefetchRelated(new Prefetch('comments', Comment.objects.filter({ likes: 1 })))
    const page = await blog.page(each('{{ post.comments|length }}'), { posts: prefetched })
    expect(page.html).toBe('2;3;0;')
    expect(page.sql[0]).toContain('"likes" = ?')
  })

  test('a comparison needs the column alone, a comparison of rows the keys', async () => {
    const page = await blog.page(each('{% if post.author.name == "u4" %}x{% endif %}'), { posts: some() })
    expect(page.html).toBe('x;;;')
    expect(page.sql[0]).toMatch(/^select "t1"."name" as "c0" from "post" as "t0" inner join "user" as "t1" on \S+ = \S+ where/)
    const keys = await blog.page(each('{% if post.author == post.editor %}x{% endif %}'), { posts: some() })
    expect(keys.sql[0]).not.toContain('join')
  })
})

describe('lists that are sorted, grouped or joined keep their columns', () => {
  test.each([
    ['{% for c in post.comments.all|dictsort:"likes" %}{{ c.text }},{% endfor %}', ['likes', 'text']],
    [
      '{% regroup post.comments.all by likes as groups %}{% for g in groups %}{{ g.grouper }}:{% for c in g.list %}{{ c.text }}{% endfor %} {% endfor %}',
      ['likes', 'text'],
    ],
    ['{% for c in post.comments.all|dictsortreversed:"writer.name" %}{{ c.day|date:"j" }}{% endfor %}', ['day', 'name']],
  ])('%s', async (body, columns) => {
    const { sql } = await blog.page(each(body), { posts: some() })
    expect(sql).toHaveLength(2)
    const selected = /^select (.*?) from/.exec(sql[1]!)![1]!
    for (const column of columns) expect(selected).toContain(`."${column}"`)
    for (const column of ['raw', 'email', 'password']) expect(selected).not.toContain(`."${column}"`)
  })

  test('join of a relation', async () => {
    const { html, sql } = await blog.page('{% for u in users %}{{ u.posts.all|length }}{% endfor %}{{ names|join:"," }}', {
      users: User.objects.filter({ id: 1 }),
      names: User.objects.orderBy('id').slice(0, 2).flat('name'),
    })
    expect(html).toBe('8u1,u2')
    expect(sql).toHaveLength(2)
  })
})

describe('what is read twice is loaded once', () => {
  test('a list under two names', async () => {
    const body =
      '{% with all=post.comments.all %}{% for c in all %}{{ c.likes }}{% endfor %}{% endwith %}{% for c in post.comments.all %}{{ c.text|last }}{% endfor %}'
    const { html, sql } = await blog.page(each(body), { posts: some() })
    expect(html).toBe('101321;1010154321;;')
    expect(sql).toHaveLength(2)
  })

  test('a to-one relation along two paths is two joins, each once', async () => {
    const body =
      '{{ post.author.name }}{{ post.author.email }}{{ post.editor.name }}{% with e=post.editor %}{{ e.email }}{% endwith %}{{ post.author.profile.city }}'
    const { sql } = await blog.page(each(body), {
      posts: some()
        .orderBy('author.name')
        .filter({ author: { name: { ne: 'x' } } }),
    })
    expect(sql).toHaveLength(1)
    expect(sql[0]!.match(/ join "user"/g)).toHaveLength(2)
    expect(sql[0]!.match(/ join "profile"/g)).toHaveLength(1)
  })

  test('a list below a to-one relation is loaded once for its distinct rows', async () => {
    const { sql, rows } = await blog.page(each('{% for p in post.author.posts.all %}{{ p.id }} {% endfor %}'), {
      posts: Post.objects.all(),
    })
    expect(sql).toHaveLength(2)
    expect(rows).toEqual([60, 60])
  })
})
