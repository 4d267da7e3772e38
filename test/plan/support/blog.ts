import { defineEntity, MikroORM, p, SqliteDriver } from '@mikro-orm/sql'
import { createDjust, type Djust } from '../../../src/engine/djust.ts'
import { mikroOrm, nodeSqlite } from '../../../src/orm/mikro-orm.ts'
import { manager } from '../../../src/query/manager.ts'
import { memoryLoader } from '../../../src/template/memory-loader.ts'

const UserSchema = defineEntity({
  name: 'User',
  properties: {
    id: p.integer().primary(),
    name: p.string(),
    email: p.string(),
    password: p.string().hidden(),
    profile: () => p.oneToOne(Profile).mappedBy('user'),
    posts: () => p.oneToMany(Post).mappedBy('author'),
  },
})
export class User extends UserSchema.class {
  static objects = manager(User)
}
UserSchema.setClass(User)

const ProfileSchema = defineEntity({
  name: 'Profile',
  properties: { id: p.integer().primary(), user: () => p.oneToOne(User), city: p.string(), bio: p.text() },
})
class Profile extends ProfileSchema.class {}
ProfileSchema.setClass(Profile)

const TagSchema = defineEntity({
  name: 'Tag',
  properties: { id: p.integer().primary(), label: p.string(), notes: p.text() },
})
class Tag extends TagSchema.class {}
TagSchema.setClass(Tag)

const PostSchema = defineEntity({
  name: 'Post',
  properties: {
    id: p.integer().primary(),
    title: p.string(),
    body: p.text(),
    rating: p.integer(),
    author: () => p.manyToOne(User),
    editor: () => p.manyToOne(User).nullable(),
    tags: () => p.manyToMany(Tag).orderBy({ label: 'asc' }),
    comments: () => p.oneToMany(Comment).mappedBy('post').orderBy({ id: 'desc' }),
  },
})
export class Post extends PostSchema.class {
  static objects = manager(Post)
}
PostSchema.setClass(Post)

const CommentSchema = defineEntity({
  name: 'Comment',
  properties: {
    id: p.integer().primary(),
    post: () => p.manyToOne(Post),
    writer: () => p.manyToOne(User),
    text: p.string(),
    day: p.date(),
    likes: p.integer(),
    raw: p.text(),
  },
})
export class Comment extends CommentSchema.class {
  static objects = manager(Comment)
}
CommentSchema.setClass(Comment)

export interface Blog {
  readonly djust: Djust
  /** The page's HTML and its statements. */
  page(template: string, context: Readonly<Record<string, unknown>>): Promise<{ html: string; sql: string[]; rows: number[] }>
  /** The aliases of the tables of a statement that SQLite reads from the first row to the last. */
  scanned(sql: string, parameters: readonly unknown[]): Promise<readonly string[]>
  close(): Promise<void>
}

/** 60 posts of 7 users; post n has n % 6 comments and n % 3 tags. */
export async function openBlog(): Promise<Blog> {
  const orm = await MikroORM.init<SqliteDriver>({
    driver: SqliteDriver,
    driverOptions: nodeSqlite(':memory:'),
    dbName: ':memory:',
    entities: [User, Profile, Tag, Post, Comment],
  })
  await orm.schema.create()
  const em = orm.em.fork()
  for (let id = 1; id <= 7; id++) {
    em.create(User, { id, name: `u${id}`, email: `u${id}@x.org`, password: 'secret' } as never)
    em.create(Profile, { id, user: id, city: `c${id}`, bio: 'long' } as never)
  }
  const tags = [1, 2, 3].map((id) => em.create(Tag, { id, label: `t${id}`, notes: 'long' }))
  let comments = 0
  for (let id = 1; id <= 60; id++) {
    const post = em.create(Post, {
      id,
      title: `post ${id}`,
      body: 'long',
      rating: id % 5,
      author: 1 + (id % 7),
      editor: id % 2 ? 1 + (id % 3) : null,
    } as never)
    post.tags.add(tags.slice(0, id % 3))
    for (let n = 1; n <= id % 6; n++) {
      em.create(Comment, {
        id: ++comments,
        post: id,
        writer: 1 + (n % 7),
        text: `comment ${n}`,
        day: `2026-01-0${n}`,
        likes: n % 2,
        raw: 'long',
      } as never)
    }
  }
  await em.flush()
  const sources: Record<string, string> = {}
  const database = mikroOrm(orm as never)
  const djust = createDjust({ orm: database, templates: memoryLoader(sources), development: true, timeZone: 'UTC' })
  let pages = 0
  return {
    djust,
    async page(template, context) {
      const name = `page${++pages}.html`
      sources[name] = template
      const sql: string[] = []
      const rows: number[] = []
      const onReport = ({ statements }: { statements: readonly { sql: string; rows: number }[] }): void => {
        sql.push(...statements.map((one) => one.sql))
        rows.push(...statements.map((one) => one.rows))
      }
      return { html: await djust.render(name, context, { onReport }), sql, rows }
    },
    async scanned(sql, parameters) {
      const steps: { detail: string }[] = await orm.em.getConnection().execute(`explain query plan ${sql}`, [...parameters])
      return steps.flatMap(({ detail }) => /^SCAN (\S+)/.exec(detail)?.[1] ?? [])
    },
    async close() {
      database.release()
      await orm.close()
    },
  }
}
