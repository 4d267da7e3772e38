import { defineEntity, p } from '@mikro-orm/core'
import { manager } from 'djust'
import type { Row } from './rows.ts'

const AuthorSchema = defineEntity({
  name: 'Author',
  tableName: 'authors',
  properties: {
    id: p.integer().primary(),
    name: p.string(),
    email: p.string(),
    password: p.string().hidden(),
    profile: () => p.oneToOne(Profile).mappedBy('author'),
  },
})
class Author extends AuthorSchema.class {}
AuthorSchema.setClass(Author)

const ProfileSchema = defineEntity({
  name: 'Profile',
  tableName: 'profiles',
  properties: { id: p.integer().primary(), author: () => p.oneToOne(Author), city: p.string(), website: p.string(), biography: p.text() },
})
class Profile extends ProfileSchema.class {}
ProfileSchema.setClass(Profile)

const TagSchema = defineEntity({
  name: 'Tag',
  tableName: 'tags',
  properties: { id: p.integer().primary(), label: p.string(), description: p.text() },
})
class Tag extends TagSchema.class {}
TagSchema.setClass(Tag)

const PostSchema = defineEntity({
  name: 'Post',
  tableName: 'posts',
  properties: {
    id: p.integer().primary(),
    title: p.string(),
    body: p.text(),
    views: p.integer(),
    author: () => p.manyToOne(Author),
    tags: () => p.manyToMany(Tag).pivotTable('post_tags').joinColumn('post_id').inverseJoinColumn('tag_id').orderBy({ id: 'asc' }),
    comments: () => p.oneToMany(Comment).mappedBy('post').orderBy({ id: 'desc' }),
  },
})
export class Post extends PostSchema.class {
  static objects = manager(Post)
}
PostSchema.setClass(Post)

const CommentSchema = defineEntity({
  name: 'Comment',
  tableName: 'comments',
  properties: {
    id: p.integer().primary(),
    post: () => p.manyToOne(Post).index(),
    writer: p.string(),
    text: p.string(),
    address: p.string(),
    writtenAt: p.datetime(),
  },
})
class Comment extends CommentSchema.class {}
CommentSchema.setClass(Comment)

export const postEntities = [Author, Profile, Tag, Post, Comment]

const posts = 200
const authors = 40
const tags = 12
const long = 'A long text that this page does not show, and that whoever loads whole rows pays for. '

/** Each post has three tags and 0 to 14 comments; the same on every run. */
export function postTables(): readonly (readonly [string, readonly Row[]])[] {
  const many = <R extends Row>(count: number, row: (id: number) => R) => Array.from({ length: count }, (_, at) => row(at + 1))
  return [
    ['authors', many(authors, (id) => ({ id, name: `Author & Son ${id}`, email: `a${id}@example.org`, password: 'x'.repeat(60) }))],
    [
      'profiles',
      many(authors, (id) => ({
        id,
        author_id: id,
        city: `City ${id % 9}`,
        website: `https://example.org/${id}`,
        biography: long.repeat(4),
      })),
    ],
    ['tags', many(tags, (id) => ({ id, label: `tag ${id}`, description: long }))],
    ['posts', many(posts, (id) => ({ id, title: `Post <${id}>`, body: long.repeat(20), views: id * 7, author_id: 1 + (id % authors) }))],
    ['post_tags', many(posts * 3, (n) => ({ post_id: Math.ceil(n / 3), tag_id: 1 + ((Math.ceil(n / 3) + (n % 3) * 4) % tags) }))],
    ['comments', comments()],
  ]
}

function comments(): Row[] {
  const rows: Row[] = []
  for (let post = 1; post <= posts; post++) {
    for (let n = 1; n <= (post * 7) % 15; n++) {
      const id = rows.length + 1
      rows.push({
        id,
        post_id: post,
        writer: `Reader ${id % 50}`,
        text: `Comment ${n}: I'd agree.`,
        address: '192.0.2.1',
        written_at: Date.UTC(2026, 0, 1) + id * 1000,
      })
    }
  }
  return rows
}
