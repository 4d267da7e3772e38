import type { DatabaseSync } from 'node:sqlite'
import { Post } from '../data/posts.ts'
import type { Case } from '../harness/bench-case.ts'
import { escape, prepared, type Query } from './hand-written.ts'
import type { Tools } from './tools.ts'

export const postList = `{% for post in posts %}<article><h2>{{ post.title }}</h2><p>{{ post.author.name }}, {{ post.author.profile.city }}</p>
<p>{% for tag in post.tags %}<b>{{ tag.label }}</b>{% endfor %}</p><p>{{ post.comments|length }} comments</p>
{% for comment in post.comments|slice:":3" %}<q>{{ comment.text }}</q>{{ comment.writer }}
{% endfor %}</article>
{% endfor %}`

const rows = 50

/** A page of posts with authors, profiles, tags, the number of comments and the latest three of each. */
export function postListCase({ connection, orm, djust, djustOnPlainDialect, templates }: Tools): Case {
  const context = () => ({ posts: Post.objects.orderBy('-id').slice(0, rows) })
  return {
    name: `${rows} posts with authors, tags, comment counts and 3 comments each`,
    subjects: [
      { name: 'floor', run: floor(handWrittenQueries(connection)) },
      { name: 'djust', run: () => djust.render('post-list.html', context()) },
      { name: 'djust, NodeSqliteDialect', run: () => djustOnPlainDialect.render('post-list.html', context()) },
      {
        name: 'MikroORM populate',
        async run() {
          const posts = await orm.em
            .fork()
            .find(Post, {}, { orderBy: { id: 'desc' }, limit: rows, populate: ['author.profile', 'tags', 'comments'] })
          return templates.render('post-list.html', { posts })
        },
      },
    ],
  }
}

interface Queries {
  readonly posts: Query<[id: number, title: string, name: string, city: string, comments: number]>
  readonly tags: Query<[postId: number, label: string]>
  readonly comments: Query<[postId: number, text: string, writer: string]>
}

function handWrittenQueries(connection: DatabaseSync): Queries {
  return {
    posts: prepared(
      connection,
      `select p.id, p.title, a.name, f.city, (select count(*) from comments c where c.post_id = p.id) from posts p
      join authors a on a.id = p.author_id left join profiles f on f.author_id = a.id order by p.id desc limit ${rows}`,
    ),
    tags: prepared(
      connection,
      `select l.post_id, t.label from post_tags l join tags t on t.id = l.tag_id
      where l.post_id in (select value from json_each(?)) order by l.post_id, t.id`,
    ),
    comments: prepared(
      connection,
      `select post_id, text, writer from (select post_id, text, writer, id, row_number() over (partition by post_id order by id desc) as n
      from comments where post_id in (select value from json_each(?))) where n <= 3 order by post_id, n`,
    ),
  }
}

function floor(queries: Queries): () => string {
  return () => {
    const posts = queries.posts()
    const keys = JSON.stringify(posts.map(([id]) => id))
    const tags = Map.groupBy(queries.tags(keys), ([id]) => id)
    const comments = Map.groupBy(queries.comments(keys), ([id]) => id)
    let out = ''
    for (const [id, title, name, city, count] of posts) {
      out += `<article><h2>${escape(title)}</h2><p>${escape(name)}, ${escape(city)}</p>\n<p>`
      for (const [, label] of tags.get(id) ?? []) out += `<b>${escape(label)}</b>`
      out += `</p><p>${count} comments</p>\n`
      for (const [, text, writer] of comments.get(id) ?? []) out += `<q>${escape(text)}</q>${escape(writer)}\n`
      out += '</article>\n'
    }
    return out
  }
}
