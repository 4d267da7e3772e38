import { defineEntity, MikroORM, p, SqliteDriver } from '@mikro-orm/sql'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createDjust, type Djust, manager } from '../../src/index.ts'
import { lazy, mikroOrm, nodeSqlite } from '../../src/orm/mikro-orm.ts'
import { memoryLoader } from '../../src/template/memory-loader.ts'

const UserSchema = defineEntity({
  name: 'User',
  properties: {
    id: p.integer().primary(),
    name: p.string(),
    profile: () => p.oneToOne(Profile).mappedBy('user'),
    posts: () => p.oneToMany(Post).mappedBy('user'),
  },
})
class User extends UserSchema.class {
  static objects = manager(User)
}
UserSchema.setClass(User)

const ProfileSchema = defineEntity({
  name: 'Profile',
  properties: { id: p.integer().primary(), bio: p.string(), user: () => p.oneToOne(User) },
})
class Profile extends ProfileSchema.class {}
ProfileSchema.setClass(Profile)

const PostSchema = defineEntity({
  name: 'Post',
  properties: { id: p.integer().primary(), text: p.string(), user: () => p.manyToOne(User) },
})
class Post extends PostSchema.class {}
PostSchema.setClass(Post)

let orm: MikroORM<SqliteDriver>
let djust: Djust
beforeAll(async () => {
  const entities = [User, Profile, Post]
  orm = await MikroORM.init<SqliteDriver>({ driver: SqliteDriver, dbName: ':memory:', driverOptions: nodeSqlite(':memory:'), entities })
  await orm.schema.create()
  const em = orm.em.fork()
  for (const id of [1, 2, 3]) {
    const user = em.create(User, { id, name: `u${id}` } as never)
    if (id > 1) em.create(Profile, { id: id + 5, bio: `b${id}`, user })
    for (const n of [1, 2]) em.create(Post, { id: id * 2 + n, text: id === 3 ? 'spam' : 'news', user })
  }
  await em.flush()
  const templates = memoryLoader({ page: '{% for u in rows %}{{ u.name }} {{ u.profile.bio }};{% endfor %}{{ count }}' })
  djust = createDjust({ orm: mikroOrm(orm), templates, development: true })
})
afterAll(() => orm.close())

test.each([
  [{ profile: null }, 'u1 ;1'],
  [{ profile: 7 }, 'u2 b2;1'],
  [{ profile: { id: { $gt: 7 } } }, 'u3 b3;1'],
  [{ $or: [{ profile: 8 }, { name: 'u1' }] }, 'u1 ;u3 b3;2'],
])('a native condition on the key of the other side of a one-to-one: %j', async (where, html) => {
  const em = lazy(orm.em.fork())
  const rows = em.find(User, where, { orderBy: { id: 'asc' } })
  expect(await djust.render('page', { rows, count: em.count(User, where as object) })).toBe(html)
})

test('a filter on it, and on a list', async () => {
  const em = orm.em.fork()
  em.addFilter({ name: 'listed', cond: { $not: { profile: null }, posts: { text: { $ne: 'spam' } } }, entity: User } as never)
  expect(await djust.render('page', { rows: User.objects.using(em), count: User.objects.using(em).count() })).toBe('u2 b2;1')
})
